// Test support: what every driver of the offline store must do.

import { beforeEach, describe, expect, test } from "vitest";
import { generateKeyPair } from "jose/key/generate/keypair";
import type { DeviceKeyPairs } from "../../device/device-identity.ts";
import type { HeldGrant, OfflineStore, WaitingAudit } from "./offline-store.ts";

const address = { collection: "staff", subject: "ada" };
const held: HeldGrant = {
  address,
  grant: "a.grant.jws",
  sealed: "a.sealed...jwe",
  keys: { keys: [] },
  decisions: 0,
  failures: 0,
  last: "the grant",
  seen: 1_000,
};
const after: HeldGrant = { ...held, decisions: 1, failures: 1, last: "id-1", seen: 2_000 };
const audit: WaitingAudit = { id: "id-1", address, grant: held.grant, audit: "an.audit.jws" };

/** @param open a store that is new each time; opened again under one name it is the same, if it outlives a process */
export function offlineStoreSuite(name: string, open: () => OfflineStore): void {
  describe(`the offline store in ${name}`, () => {
    let store: OfflineStore;

    beforeEach(() => {
      store = open();
    });

    test("knows no grant that it was not given", async () => {
      expect(await store.look(address, 1)).toBeUndefined();
      expect(await store.waiting()).toEqual([]);
      expect(await store.keys()).toBeUndefined();
    });

    test("keeps a grant for each subject, the latest one", async () => {
      await store.hold(held);
      await store.hold({ ...held, grant: "another.grant.jws" });
      const bob = { ...held, address: { ...address, subject: "bob" } };
      await store.hold(bob);
      expect(await store.look(address, 0)).toEqual({ ...held, grant: "another.grant.jws" });
      expect(await store.look(bob.address, 0)).toEqual(bob);
      expect(await store.look({ collection: "guests", subject: "ada" }, 0)).toBeUndefined();
    });

    test("[OFF10] gives the time that was seen before, and lets it never go back", async () => {
      await store.hold(held);
      expect(await store.look(address, 5_000)).toMatchObject({ seen: 1_000 });
      expect(await store.look(address, 3_000)).toMatchObject({ seen: 5_000 });
      await store.decide(held, after, audit);
      expect(await store.look(address, 0)).toMatchObject({ seen: 5_000, decisions: 1 });
    });

    test("[OFF14] writes a decision with its audit", async () => {
      await store.hold(held);
      expect(await store.decide(held, after, audit)).toBe(true);
      expect(await store.look(address, 0)).toEqual(after);
      expect(await store.waiting()).toEqual([audit]);
    });

    test("[OFF16] writes nothing of a decision that came second", async () => {
      await store.hold(held);
      const second = { ...audit, id: "id-2" };
      const [one, other] = await Promise.all([
        store.decide(held, after, audit),
        store.decide(held, { ...after, last: "id-2" }, second),
      ]);
      expect([one, other]).toEqual([true, false]);
      expect(await store.look(address, 0)).toEqual(after);
      expect(await store.waiting()).toEqual([audit]);
    });

    test("[OFF16] writes nothing of a decision by a grant that was replaced or dropped meanwhile", async () => {
      await store.hold({ ...held, grant: "another.grant.jws" });
      expect(await store.decide(held, after, audit)).toBe(false);
      await store.forget(address);
      expect(await store.decide(held, after, audit)).toBe(false);
      expect(await store.waiting()).toEqual([]);
    });

    test("[OFF17] keeps audits in their order until they are acknowledged, whatever becomes of the grant", async () => {
      await store.hold(held);
      let before = held;
      for (let n = 1; n <= 3; n++) {
        const next = { ...before, decisions: n, last: `id-${n}` };
        await store.decide(before, next, { ...audit, id: `id-${n}` });
        before = next;
      }
      await store.hold({ ...held, grant: "another.grant.jws" });
      await store.acknowledged(["id-2", "one that is not here"]);
      expect((await store.waiting()).map(({ id }) => id)).toEqual(["id-1", "id-3"]);
    });

    test("[OFF8] forgets a subject with what waits of it, and nobody else", async () => {
      const bob = { ...held, address: { ...address, subject: "bob" } };
      await store.hold(held);
      await store.hold(bob);
      await store.decide(held, after, audit);
      await store.decide(bob, { ...bob, decisions: 1 }, { ...audit, id: "id-b", address: bob.address });
      await store.forget(address);
      expect(await store.look(address, 0)).toBeUndefined();
      expect((await store.waiting()).map(({ id }) => id)).toEqual(["id-b"]);
      expect(await store.look(bob.address, 0)).toMatchObject({ decisions: 1 });
    });

    test("[OFF21] keeps the first keys, and keeps them unable to be exported", async () => {
      const [made, late] = [await pairs(), await pairs()];
      const [first, second] = await Promise.all([store.keepKeys(made), store.keepKeys(late)]);
      const raw = async ({ signing }: DeviceKeyPairs) => crypto.subtle.exportKey("jwk", signing.publicKey);
      expect(await raw(second)).toEqual(await raw(first));
      const kept = (await store.keys())!;
      expect(await raw(kept)).toEqual(await raw(made));
      expect(kept.signing.privateKey.extractable).toBe(false);
    });
  });
}

async function pairs(): Promise<DeviceKeyPairs> {
  return { signing: await generateKeyPair("ES256"), sealing: await generateKeyPair("ECDH-ES", { crv: "P-256" }) };
}
