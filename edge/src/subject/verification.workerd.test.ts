import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { normalize, type Template } from "@likeness/sdk/core";
import { createModels, templatesPerSubject } from "@likeness/sdk/host";
import { createDataKeys } from "../sealing/data-keys.ts";
import { r2KeyBucket } from "../sealing/drivers/r2.ts";
import type { KeyBucket } from "../sealing/key-bucket.ts";
import { parseSealingSecrets } from "../sealing/sealing-secrets.ts";
import { createOutbox } from "../outbox/outbox.ts";
import { testDevice, type TestDevice } from "../proofs/device.fixture.ts";
import { subjectParts, type SubjectParts } from "./subject-parts.ts";
import {
  address,
  asked,
  card,
  comparison,
  enrolment,
  modelId,
  newSubject,
  provedWith,
  registering,
  stranger,
  template,
} from "./subject.fixture.ts";
import { verify } from "./verification.ts";
import { openVault } from "../vault/vault.ts";
import { enrol } from "./changes.ts";

/** A model of the same calibration: what is asked here is which templates are compared. */
const other = { ...card, modelId: "other-net@2222222222222222" };
const successor: Template = { modelId: other.modelId, vector: template.vector };
const all = { after: 0, limit: 100 };

let device: TestDevice;

beforeEach(async () => {
  device = await testDevice();
});

/** Close to the enrolled one: by how much is `angle`, in radians. */
function turned(angle: number): Template {
  const { vector } = template;
  const away = stranger.vector;
  const along = vector.reduce((sum, value, i) => sum + value * away[i]!, 0);
  const across = normalize(Float32Array.from(away, (value, i) => value - along * vector[i]!));
  return {
    modelId,
    vector: normalize(Float32Array.from(vector, (value, i) => Math.cos(angle) * value + Math.sin(angle) * across[i]!)),
  };
}

/** The parts of an object in which the device is enrolled, with cards of two models. */
function inParts<Result>(
  work: (parts: SubjectParts, storage: DurableObjectStorage) => Promise<Result>,
  by = (bucket: KeyBucket) => bucket,
) {
  return runInDurableObject(newSubject(), async (_, state) => {
    const { storage } = state;
    const now = () => new Date();
    const keys = () =>
      createDataKeys({
        storage,
        bucket: by(r2KeyBucket(env.DATA_KEYS)),
        secrets: () => parseSealingSecrets(env.SEALING_SECRETS),
        objectId: state.id.toString(),
      });
    const parts = {
      ...subjectParts(state, env),
      models: createModels([card, other]),
      vault: openVault(storage, keys(), createOutbox(storage.sql, now), now),
    };
    await enrol(parts, await registering(device), enrolment);
    // As after an eviction: keys are to be got anew.
    return work({ ...parts, vault: openVault(storage, keys(), createOutbox(storage.sql, now), now) }, storage);
  });
}

const probed = (probe: Template, more: { targetFmr?: number; successor?: Template } = {}) => ({
  ...comparison(probe),
  ...more,
});
const events = ({ log }: SubjectParts) => log.page(all).entries.map(({ event }) => event);

describe("[VER5] what decides", () => {
  test("is the nearest template", async () => {
    await inParts(async (parts) => {
      const askings = await Promise.all([1, 2, 3].map(() => provedWith(device)));
      const probe = turned(1.2);
      expect(await verify(parts, askings[0]!, probed(probe))).toMatchObject({ verification: { match: false } });
      await enrol(parts, asked, { ...enrolment, template: stranger });
      expect(await verify(parts, askings[1]!, probed(probe))).toMatchObject({ verification: { match: true } });
      expect(await verify(parts, askings[2]!, probed(template))).toMatchObject({ verification: { match: true } });
    });
  });

  test("is compared at the rate asked for, over all templates", async () => {
    await inParts(async (parts) => {
      for (let i = 1; i < templatesPerSubject; i++) await enrol(parts, asked, enrolment);
      for (const targetFmr of [1e-2, 1e-3, 1e-4]) {
        const { verification } = await verify(parts, asked, probed(template, { targetFmr }));
        expect(verification.threshold.falsePositiveRate).toBeLessThanOrEqual(targetFmr);
        expect(verification).toMatchObject({ match: true });
      }
    });
  });

  test("is no quality that a device claims", async () => {
    await inParts(async (parts) => {
      await enrol(parts, asked, { ...enrolment, quality: 1 });
      await enrol(parts, asked, { ...enrolment, quality: 0, template: stranger });
      const [one, another] = [
        await verify(parts, asked, probed(template)),
        await verify(parts, asked, probed(stranger)),
      ];
      expect([one.verification.match, another.verification.match]).toEqual([true, true]);
      expect(one.verification.threshold).toEqual(another.verification.threshold);
    });
  });

  test("[VER3] is asked at a stricter rate: what matched matches no more", async () => {
    await inParts(async (parts) => {
      const { thresholds } = card.calibration;
      const mild = thresholds[0]!;
      const strict = thresholds.find(({ fmr }) => fmr <= 1e-4)!;
      const probe = turned(Math.acos((mild.score + strict.score) / 2));
      const match = async (targetFmr: number) =>
        (await verify(parts, asked, probed(probe, { targetFmr }))).verification.match;
      expect([await match(mild.fmr), await match(1e-4)]).toEqual([true, false]);
    });
  });
});

describe("[MOD2] a successor", () => {
  test("is kept when the probe matches, and decides once it is asked for: [MOD3]", async () => {
    await inParts(async (parts) => {
      const kept = await verify(parts, await provedWith(device), probed(template, { successor }));
      expect(kept).toMatchObject({ verification: { match: true }, successorKept: true, moved: false });
      expect(parts.vault.state()?.modelIds).toEqual([modelId, other.modelId]);
      const first = await verify(parts, asked, probed(successor));
      expect(first).toMatchObject({ verification: { match: true }, moved: true });
      expect(parts.vault.state()?.modelIds).toEqual([other.modelId]);
      expect(events(parts)).toEqual(["enrolled", "device_added", "verified", "successor_added", "verified", "moved"]);
    });
  });

  test("is not kept when it does not, nor is the subject moved", async () => {
    await inParts(async (parts) => {
      const refused = await verify(parts, await provedWith(device), probed(stranger, { successor }));
      expect(refused).toMatchObject({ verification: { match: false }, successorKept: false, moved: false });
      expect(parts.vault.state()?.modelIds).toEqual([modelId]);
      await verify(parts, asked, probed(template, { successor }));
      const wrong = { modelId: other.modelId, vector: stranger.vector };
      expect(await verify(parts, asked, probed(wrong))).toMatchObject({ verification: { match: false }, moved: false });
      expect(parts.vault.state()?.modelIds).toEqual([modelId, other.modelId]);
    });
  });

  test("is not kept by a device that was revoked while it was compared", async () => {
    await inParts(async (parts) => {
      const asking = await provedWith(device);
      const { vault } = parts;
      const open: typeof vault.open = async (...given) => {
        const opened = await vault.open(...given);
        parts.devices.revoke(device.device);
        return opened;
      };
      const verifying = verify({ ...parts, vault: { ...vault, open } }, asking, probed(template, { successor }));
      await expect(verifying).rejects.toMatchObject({ code: "proof_invalid" });
      expect(vault.state()?.modelIds).toEqual([modelId]);
      // It was begun, and has not matched.
      expect(parts.attempts.state(parts.policyOf("acme"), new Date()).failures).toBe(1);
    });
  });
});

describe("[MOD1] a probe of a model that the subject has no templates of", () => {
  test("is model_mismatch, spends its challenge, is in the log, and is no attempt: [ATT5] [LOG1]", async () => {
    await inParts(async (parts) => {
      const asking = await provedWith(device);
      await expect(verify(parts, asking, probed(successor))).rejects.toMatchObject({ code: "model_mismatch" });
      await expect(verify(parts, asking, probed(template))).rejects.toMatchObject({ code: "challenge_spent" });
      expect(parts.log.page(all).entries.at(-1)).toMatchObject({
        event: "refused",
        details: { code: "model_mismatch" },
      });
      expect(parts.attempts.state(parts.policyOf("acme"), new Date())).toEqual({ failures: 0, disabled: false });
    });
  });
});

describe("[ATT1] an attempt", () => {
  test("is in storage before templates are opened", async () => {
    await inParts(async (parts) => {
      const { vault, attempts } = parts;
      const seen: number[] = [];
      const open: typeof vault.open = (...given) => {
        seen.push(attempts.state(parts.policyOf("acme"), new Date()).failures);
        return vault.open(...given);
      };
      await verify({ ...parts, vault: { ...vault, open } }, await provedWith(device), probed(template));
      expect(seen).toEqual([1]);
      expect(attempts.state(parts.policyOf("acme"), new Date()).failures).toBe(0);
    });
  });

  test("[ATT6] is none with a wrong proof, or by a secret key alone", async () => {
    await inParts(async (parts) => {
      const wrong = await provedWith(await testDevice());
      await expect(verify(parts, wrong, probed(template))).rejects.toMatchObject({ code: "proof_invalid" });
      await verify(parts, asked, probed(stranger));
      expect(parts.attempts.state(parts.policyOf("acme"), new Date()).failures).toBe(0);
      expect(events(parts)).toEqual(["enrolled", "device_added", "verified"]);
    });
  });

  test("[ATT5] that is refused opens nothing", async () => {
    await inParts(async (parts) => {
      for (let i = 0; i < 5; i++) await verify(parts, await provedWith(device), probed(stranger));
      const open = vi.fn(parts.vault.open);
      const refused = verify({ ...parts, vault: { ...parts.vault, open } }, await provedWith(device), probed(template));
      await expect(refused).rejects.toMatchObject({ code: "attempts_delayed" });
      expect(open).not.toHaveBeenCalled();
      expect(events(parts).at(-1)).toBe("refused");
    });
  });

  test("is none while the bucket does not answer: an outage locks nobody out", async () => {
    let isOut = false;
    const by = (bucket: KeyBucket): KeyBucket => ({
      ...bucket,
      get: (name) => (isOut ? Promise.reject(new Error("out")) : bucket.get(name)),
    });
    await inParts(async (parts) => {
      isOut = true;
      const asking = await provedWith(device);
      for (let i = 0; i < 3; i++) {
        await expect(verify(parts, asking, probed(template))).rejects.toMatchObject({ code: "keys_unavailable" });
      }
      expect(parts.attempts.state(parts.policyOf("acme"), new Date()).failures).toBe(0);
      isOut = false;
      expect(await verify(parts, asking, probed(template))).toMatchObject({ verification: { match: true } });
    }, by);
  });
});

describe("[ERA3] a subject that is erased while they are compared", () => {
  test.each(["opened", "matched"])(
    "is compared with nobody, and nothing is written of them (when templates have %s)",
    async (when) => {
      await inParts(async (parts, storage) => {
        const { vault, transaction } = parts;
        const erase = () =>
          transaction(() => {
            vault.erase(address);
            parts.devices.erase();
            parts.attempts.erase();
            parts.log.erase();
          });
        const open: typeof vault.open = async (...given) => {
          const opened = await vault.open(...given);
          if (when === "opened") erase();
          return opened;
        };
        const keepSuccessor: typeof vault.keepSuccessor = (...given) => (erase(), vault.keepSuccessor(...given));
        const changed = { ...parts, vault: { ...vault, open, ...(when === "matched" && { keepSuccessor }) } };
        const verifying = verify(changed, await provedWith(device), probed(template, { successor }));
        await expect(verifying).rejects.toMatchObject({ code: "proof_invalid" });
        expect(parts.log.page(all).entries).toEqual([]);
        for (const table of ["subject", "templates", "devices", "attempts", "audit_log"]) {
          expect(storage.sql.exec(`SELECT 1 FROM ${table}`).toArray(), table).toEqual([]);
        }
      });
    },
  );
});
