import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { toBase64Url, type Problem } from "@likeness/sdk/core";
import type { NewDevice, Proof } from "@likeness/sdk/device";
import type { Asking } from "./asking.ts";
import { challengeLife, expiryOf } from "../challenge.ts";
import { createDevices } from "./devices.ts";
import { inObject, type TestObject } from "./object.fixture.ts";
import { testDevice, type TestDevice } from "../proofs/device.fixture.ts";
import { pageOrigin, testPasskey, type TestPasskey, type Ways } from "../proofs/passkey.fixture.ts";
import { newcomerOf, provedBy } from "./proving.ts";
import { createSpent } from "./spent.ts";
import { asked, freshNonce } from "./subject.fixture.ts";

const page = { id: "9a6e".padEnd(64, "0"), kind: "publishable" } as const;
const { request } = asked;

let key: TestDevice;
let passkey: TestPasskey;

beforeAll(async () => {
  [key, passkey] = await Promise.all([testDevice(), testPasskey()]);
});

const by = (proof: Proof | undefined, more: Partial<Asking> = {}): Asking => ({ ...asked, key: page, proof, ...more });

/** In an object that has both devices, or nobody's. */
function inRoom<Result>(
  work: (room: ReturnType<typeof roomOf>) => Promise<Result>,
  isEnrolled = true,
  now = () => new Date(),
) {
  return inObject(async (object) => {
    const room = roomOf(object, now);
    if (isEnrolled) {
      const nonces = await Promise.all([freshNonce(), freshNonce()]);
      await room.register(await key.register(request, nonces[0]));
      await room.register(await passkey.register(request, nonces[1], { counter: 5 }));
    }
    return work(room);
  });
}

function roomOf({ sql, transaction, tables }: TestObject, now: () => Date) {
  const parts = { devices: createDevices(sql), spent: createSpent(sql), origins: [pageOrigin], now };
  const codeOf = (outcome: Promise<unknown>) =>
    outcome.then(
      () => "proved",
      (problem: unknown) => (problem as Problem).code,
    );
  return {
    devices: parts.devices,
    tables,
    proved: (asking: Asking) => provedBy(parts, asking),
    /** Checked, and used. */
    outcome: (asking: Asking) => codeOf(provedBy(parts, asking).then((proved) => transaction(() => proved!.confirm()))),
    register: (newDevice: NewDevice) =>
      newcomerOf(parts, { ...asked, newDevice }).then((newcomer) => transaction(() => newcomer!.register())),
    registering: (newDevice: NewDevice) =>
      codeOf(newcomerOf(parts, { ...asked, newDevice }).then((newcomer) => transaction(() => newcomer!.register()))),
    transaction,
  };
}

describe("a proof", () => {
  test("[PRF1] [PRF2] counts, by a key and by a passkey", async () => {
    await inRoom(async ({ outcome }) => {
      expect(await outcome(by(await key.prove(request, await freshNonce())))).toBe("proved");
      expect(await outcome(by(await passkey.prove(request, await freshNonce(), { counter: 6 })))).toBe("proved");
    });
  });

  test("is not asked of a secret key, and is of every other", async () => {
    await inRoom(async ({ proved, outcome }) => {
      expect(await proved(asked)).toBeUndefined();
      expect(await outcome(by(undefined))).toBe("proof_missing");
    }, false);
  });

  test("[PRF2] does not count with a count that falls back or stays, and what counts nothing may go on so", async () => {
    await inRoom(async ({ outcome, devices, register }) => {
      const used = async (counter: number) =>
        outcome(by(await passkey.prove(request, await freshNonce(), { counter })));
      for (const counter of [5, 4, 0]) expect(await used(counter), `${counter}`).toBe("proof_invalid");
      expect(await used(9)).toBe("proved");
      expect(devices.get(passkey.device)?.counter).toBe(9);
      for (const counter of [9, 6, 0]) expect(await used(counter), `${counter}`).toBe("proof_invalid");

      const another = await testPasskey();
      await register(await another.register(request, await freshNonce()));
      for (let i = 0; i < 2; i++)
        expect(await outcome(by(await another.prove(request, await freshNonce())))).toBe("proved");
    });
  });

  test("[PRF2] of a passkey that was copied does not count, used at once with the other", async () => {
    await inRoom(async ({ proved, transaction }) => {
      const both = await Promise.all(
        [7, 7, 0].map(async (counter) => proved(by(await passkey.prove(request, await freshNonce(), { counter })))),
      );
      const codes = both.map((proved) => {
        try {
          transaction(() => proved!.confirm());
          return "proved";
        } catch (problem) {
          return (problem as Problem).code;
        }
      });
      expect(codes).toEqual(["proved", "proof_invalid", "proof_invalid"]);
    });
  });

  test("[CHA2] is spent with its challenge, whoever brings it and whatever it is for", async () => {
    await inRoom(async ({ outcome, registering }) => {
      const nonce = await freshNonce();
      expect(await outcome(by(await key.prove(request, nonce)))).toBe("proved");
      expect(await outcome(by(await key.prove(request, nonce)))).toBe("challenge_spent");
      expect(await outcome(by(await passkey.prove(request, nonce, { counter: 9 })))).toBe("challenge_spent");
      expect(await registering(await (await testDevice()).register(request, nonce))).toBe("challenge_spent");
    });
  });

  test("[CHA2] is spent once, by however many at once", async () => {
    await inRoom(async ({ outcome }) => {
      const proof = await key.prove(request, await freshNonce());
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(by(proof))));
      expect(outcomes.filter((code) => code === "proved")).toHaveLength(1);
      expect(outcomes.filter((code) => code === "challenge_spent")).toHaveLength(19);
    });
  });

  test("[CHA1] [CHA2] that was let in by the worker in time and has come too late does not count, however often", async () => {
    let now = new Date();
    await inRoom(
      async ({ outcome, registering }) => {
        const nonce = await freshNonce();
        const proof = await key.prove(request, nonce);
        now = new Date(expiryOf(nonce) + challengeLife);
        for (let i = 0; i < 3; i++) expect(await outcome(by(proof))).toBe("challenge_invalid");
        expect(await registering(await (await testDevice()).register(request, nonce))).toBe("challenge_invalid");
      },
      true,
      () => now,
    );
  });

  test("[DEV3] does not count once its device is revoked, though it was checked before", async () => {
    await inRoom(async ({ proved, devices, transaction }) => {
      const checked = await proved(by(await key.prove(request, await freshNonce())));
      devices.revoke(key.device);
      expect(() => transaction(() => checked!.confirm())).toThrow(expect.objectContaining({ code: "proof_invalid" }));
      expect(() => checked!.assertRegistered()).toThrow(expect.objectContaining({ code: "proof_invalid" }));
    });
  });
});

/** Every way to prove nothing, each with a signature that is right over something, or is none. */
const proofs: readonly [string, () => Promise<Proof>][] = [
  ["a wrong signature of a known key", async () => ({ ...(await proofOf(key)), signature: elsewhere })],
  ["an unknown key", async () => proofOf(await testDevice())],
  ["another key's signature", async () => ({ ...(await proofOf(await testDevice())), device: key.device })],
  ["a key's proof for a known passkey", async () => ({ ...(await proofOf(key)), device: passkey.device })],
  ["a key's proof for nobody's device", async () => ({ ...(await proofOf(key)), device: elsewhere })],
];

const passkeyProofs: readonly [string, (ways?: Ways) => Promise<Proof>][] = [
  [
    "a known passkey's signature over something else",
    async (ways) => ({
      ...(await passkeyProofOf(passkey, ways)),
      signature: (await passkeyProofOf(passkey, ways)).signature,
    }),
  ],
  ["an unknown passkey", async (ways) => passkeyProofOf(await testPasskey(), ways)],
  [
    "another passkey's signature",
    async (ways) => ({ ...(await passkeyProofOf(await testPasskey(), ways)), device: passkey.device }),
  ],
  [
    "a passkey's proof for a known key",
    async (ways) => ({ ...(await passkeyProofOf(passkey, ways)), device: key.device }),
  ],
  [
    "a passkey's proof for nobody's device",
    async (ways) => ({ ...(await passkeyProofOf(passkey, ways)), device: elsewhere }),
  ],
];

const elsewhere = toBase64Url(new Uint8Array(64).fill(7));
const proofOf = async (device: TestDevice): Promise<Proof> => device.prove(request, await freshNonce());
const passkeyProofOf = async (device: TestPasskey, ways?: Ways): Promise<Proof> =>
  device.prove(request, await freshNonce(), ways);

describe("[VER4] whatever proves nothing", () => {
  let work: string[];

  beforeEach(() => {
    work = [];
    for (const name of ["verify", "importKey", "digest"] as const) {
      const original = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<never>;
      vi.spyOn(crypto.subtle, name).mockImplementation((...given: unknown[]) => {
        work.push(name);
        return original(...given);
      });
    }
    return () => vi.restoreAllMocks();
  });

  /** The answer, and what was done for it. */
  async function judged(proof: Proof, isEnrolled: boolean) {
    return inRoom(async ({ outcome, tables }) => {
      const before = tables();
      work = [];
      const code = await outcome(by(proof));
      return { code, work: work.toSorted(), kept: tables().length - before.length };
    }, isEnrolled);
  }

  test.each([true, false])(
    "by a key is one answer after the same work (somebody is enrolled: %o)",
    async (isEnrolled) => {
      for (const [what, proof] of proofs) {
        const given = await proof();
        // Again as well: nothing that the first time has left makes the second quicker, but for the known key's import.
        expect(await judged(given, isEnrolled), what).toMatchObject({ code: "proof_invalid", kept: 0 });
        expect(
          work.filter((name) => name === "verify"),
          what,
        ).toHaveLength(1);
        expect(await judged(given, isEnrolled), what).toEqual({ code: "proof_invalid", work: ["verify"], kept: 0 });
      }
    },
  );

  test("by a key never seen here takes an import, known or not", async () => {
    const [stranger, known] = [await testDevice(), await testDevice()];
    await inObject(async (object) => {
      const { devices, outcome } = roomOf(object, () => new Date());
      const { publicKey } = await known.register(request, await freshNonce());
      const addedAt = new Date().toISOString();
      devices.add({ device: known.device, kind: "key", publicKey: JSON.stringify(publicKey), counter: 0, addedAt });
      for (const device of [known, stranger]) {
        const given = { ...(await proofOf(device)), signature: elsewhere };
        work = [];
        expect(await outcome(by(given))).toBe("proof_invalid");
        expect(work.toSorted()).toEqual(["importKey", "verify"]);
      }
    });
  });

  test.each([true, false])(
    "by a passkey is one answer after the same work (somebody is enrolled: %o)",
    async (isEnrolled) => {
      for (const ways of [
        { counter: 6 },
        { counter: 1 },
        { counter: 0 },
        { isUserVerified: false },
        { origin: "http://evil.test" },
      ]) {
        const all = [];
        for (const [what, proof] of passkeyProofs) all.push({ what, ...(await judged(await proof(ways), isEnrolled)) });
        for (const { what, code, work, kept } of all) {
          expect({ code, work, kept }, what).toEqual({ code: "proof_invalid", work: all[0]!.work, kept: 0 });
        }
      }
    },
  );

  test("by a passkey whose signature is looked at takes as much as one that proves something", async () => {
    const right = await inRoom(async ({ outcome }) => {
      const given = await passkey.prove(request, await freshNonce(), { counter: 6 });
      work = [];
      expect(await outcome(by(given))).toBe("proved");
      return work.toSorted();
    });
    for (const [what, proof] of passkeyProofs.slice(1)) {
      expect((await judged(await proof({ counter: 6 }), true)).work, what).toEqual(right);
    }
  });
});

describe("a new device", () => {
  test("[PRF1] has to have signed the request by its own key", async () => {
    await inRoom(async ({ registering, devices }) => {
      const newDevice = await (await testDevice()).register(request, await freshNonce());
      const other = await (await testDevice()).register(request, await freshNonce());
      expect(await registering({ ...newDevice, signature: other.signature })).toBe("proof_invalid");
      expect(await registering({ ...newDevice, publicKey: other.publicKey })).toBe("proof_invalid");
      expect(await registering({ ...newDevice, nonce: other.nonce })).toBe("proof_invalid");
      expect(await registering({ ...newDevice, publicKey: { ...newDevice.publicKey, x: "A".repeat(43) } })).toBe(
        "proof_invalid",
      );
      expect(devices.list()).toEqual([]);
    }, false);
  });

  test("that is there already stays as it is", async () => {
    await inRoom(async ({ register, devices }) => {
      const before = devices.list();
      expect(await register({ ...(await key.register(request, await freshNonce())), label: "another" })).toBe(false);
      expect(devices.list()).toEqual(before);
    });
  });

  test("does not take another one's name", async () => {
    await inRoom(async ({ registering, devices }) => {
      const other = await testPasskey();
      const stolen = await passkey.register(request, await freshNonce(), { publicKey: other.publicKey });
      expect(await registering(stolen)).toBe("proof_invalid");
      expect(devices.get(passkey.device)?.publicKey).toBe(passkey.publicKey);
    });
  });
});
