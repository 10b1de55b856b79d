import { decodeJwt } from "jose/jwt/decode";
import { exportJWK } from "jose/key/export";
import { generateKeyPair } from "jose/key/generate/keypair";
import { expect, test } from "vitest";
import { decideVerification, normalize, type Template } from "../core/index.ts";
import { deviceKey } from "../device/device-key.ts";
import type { GrantClaims } from "../template/grant.ts";
import { templatesIn } from "../template/sealed-templates.ts";
import { memoryStore } from "../template/store/memory.ts";
import { templatesPerSubject } from "./gallery.ts";
import { giveGrant } from "./grants.ts";
import { callers, card } from "./host.fixture.ts";
import { parseSigningKeys } from "./signing-keys.ts";

const { modelId, calibration } = card;
const ada = { collection: "staff", subject: "ada" };
const probe = normalize([1, 0, 0, 0]);
/** Views from far to near, or near to far: the newest are the last. */
const cosines = Array.from({ length: templatesPerSubject }, (_, i) => 0.35 + 0.04 * i);
const viewed = (cosine: number): Template => ({
  modelId,
  vector: normalize([cosine, Math.sqrt(1 - cosine * cosine), 0, 0]),
});

test.each([1e-2, 1e-3, 1e-4, 1e-5, 3e-6, 1e-7])(
  "[OFF4] a grant for %d decides as the host does, with however many templates, and at stricter rates too",
  async (targetFmr) => {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const keys = parseSigningKeys(JSON.stringify(await exportJWK(privateKey)));
    const device = await deviceKey(memoryStore());
    for (const from of [cosines, cosines.toReversed()]) {
      for (const views of [1, 2, 3, 5, 10, templatesPerSubject]) {
        const templates = from.slice(0, views).map(viewed);
        const wanted = { deviceKey: device.publicKeys, maxAge: 60, targetFmr };
        const by = callers["k-offline"];
        const given = await giveGrant("host", keys, by, ada, wanted, calibration, templates, new Date(0));
        const grant = decodeJwt<GrantClaims>(given.grant);
        const opened = templatesIn(await device.open(given.sealed));
        for (const rate of [targetFmr, targetFmr / 2, targetFmr / 7, targetFmr / 100]) {
          const hosts = decideVerification(calibration, probe, templates, rate);
          const { score, ...devices } = decideVerification(grant, probe, opened, rate);
          expect(devices).toEqual({ match: hosts.match, threshold: hosts.threshold });
          expect(score).toBeCloseTo(hosts.score, 6);
        }
      }
    }
  },
);
