import type { SubjectAddress } from "../../contract/messages.ts";
import type { DeviceKeyPairs } from "../../device/device-identity.ts";
import { isUnchanged, type HeldGrant, type OfflineStore, type WaitingAudit } from "./offline-store.ts";

/** For tests, and for a process that may forget: nothing of it outlives the process. */
export function memoryStore(): OfflineStore {
  const grants = new Map<string, HeldGrant>();
  let audits: WaitingAudit[] = [];
  let pairs: DeviceKeyPairs | undefined;
  const keyOf = ({ collection, subject }: SubjectAddress) => JSON.stringify([collection, subject]);

  return {
    keys: async () => pairs,
    keepKeys: async (made) => (pairs ??= made),
    hold: async (held) => {
      grants.set(keyOf(held.address), held);
    },
    look: async (address, now) => {
      const held = grants.get(keyOf(address));
      if (held) grants.set(keyOf(address), { ...held, seen: Math.max(held.seen, now) });
      return held;
    },
    decide: async (before, after, audit) => {
      const key = keyOf(before.address);
      const present = grants.get(key);
      if (!present || !isUnchanged(before, present)) return false;
      grants.set(key, { ...after, seen: Math.max(present.seen, after.seen) });
      audits.push(audit);
      return true;
    },
    waiting: async () => [...audits],
    acknowledged: async (ids) => {
      const gone = new Set(ids);
      audits = audits.filter(({ id }) => !gone.has(id));
    },
    forget: async (address) => {
      grants.delete(keyOf(address));
      audits = audits.filter((audit) => keyOf(audit.address) !== keyOf(address));
    },
  };
}
