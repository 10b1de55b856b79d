import { Problem } from "../../core/index.ts";
import type { DeviceKeyPairs } from "../../device/device-identity.ts";
import { isUnchanged, type HeldGrant, type OfflineStore, type WaitingAudit } from "./offline-store.ts";

/** Of the database's layout. A step is never changed once it has been released. */
const version = 1;

/** There is one device key a database. */
const device = "device";

/**
 * The store in a browser's IndexedDB, shared by all tabs of the origin. Keys are kept by structured clone, so those
 * that cannot be exported stay so (Web Cryptography API, section 13.4).
 *
 * @param name of the database; another one is another device
 */
export function indexedDbStore(name = "likeness-offline"): OfflineStore {
  let opening: Promise<IDBDatabase> | undefined;

  const opened = () =>
    (opening ??= open(name).then(
      (database) => {
        // A later release in another tab wants to change the layout: let it, and open anew when there is need.
        database.addEventListener("versionchange", () => {
          database.close();
          opening = undefined;
        });
        database.addEventListener("close", () => (opening = undefined));
        return database;
      },
      (error: unknown) => {
        opening = undefined;
        throw error;
      },
    ));

  /**
   * Kept once the transaction is complete, on disk and not only handed to the system (`strict`). The work may wait
   * for requests of its own alone: a transaction ends when nothing is asked of it.
   */
  async function transaction<Result>(
    mode: IDBTransactionMode,
    work: (objects: (store: "keys" | "grants" | "audits") => IDBObjectStore) => Promise<Result>,
  ): Promise<Result> {
    try {
      const database = await opened();
      const running = database.transaction(["keys", "grants", "audits"], mode, { durability: "strict" });
      const complete = new Promise<void>((resolve, reject) => {
        running.addEventListener("complete", () => resolve());
        running.addEventListener("abort", () => reject(running.error ?? new Error("the transaction was given up")));
      });
      const [result] = await Promise.all([work((store) => running.objectStore(store)), complete]);
      return result;
    } catch (cause) {
      throw new Problem("offline_unavailable", `the store on this device cannot be used: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  return {
    keys: () => transaction("readonly", (objects) => result<DeviceKeyPairs | undefined>(objects("keys").get(device))),

    keepKeys: (made) =>
      transaction("readwrite", async (objects) => {
        const kept = await result<DeviceKeyPairs | undefined>(objects("keys").get(device));
        if (kept) return kept;
        await result(objects("keys").put(made, device));
        return made;
      }),

    hold: (held) =>
      transaction("readwrite", async (objects) => {
        await result(objects("grants").put(held));
      }),

    look: ({ collection, subject }, now) =>
      transaction("readwrite", async (objects) => {
        const held = await result<HeldGrant | undefined>(objects("grants").get([collection, subject]));
        if (held) await result(objects("grants").put({ ...held, seen: Math.max(held.seen, now) }));
        return held;
      }),

    decide: (before, after, audit) =>
      transaction("readwrite", async (objects) => {
        const { collection, subject } = before.address;
        const present = await result<HeldGrant | undefined>(objects("grants").get([collection, subject]));
        if (!present || !isUnchanged(before, present)) return false;
        await result(objects("grants").put({ ...after, seen: Math.max(present.seen, after.seen) }));
        await result(objects("audits").add(audit));
        return true;
      }),

    waiting: () => transaction("readonly", (objects) => result<WaitingAudit[]>(objects("audits").getAll())),

    acknowledged: (ids) =>
      transaction("readwrite", async (objects) => {
        const byId = objects("audits").index("id");
        for (const id of ids) {
          const key = await result<IDBValidKey | undefined>(byId.getKey(id));
          if (key !== undefined) await result(objects("audits").delete(key));
        }
      }),

    forget: ({ collection, subject }) =>
      transaction("readwrite", async (objects) => {
        await result(objects("grants").delete([collection, subject]));
        const bySubject = objects("audits").index("subject");
        for (const key of await result<IDBValidKey[]>(bySubject.getAllKeys([collection, subject]))) {
          await result(objects("audits").delete(key));
        }
      }),
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.addEventListener("upgradeneeded", () => {
    const subject = ["address.collection", "address.subject"];
    request.result.createObjectStore("keys");
    request.result.createObjectStore("grants", { keyPath: subject });
    const audits = request.result.createObjectStore("audits", { autoIncrement: true });
    audits.createIndex("id", "id", { unique: true });
    audits.createIndex("subject", subject);
  });
  return result(request);
}

function result<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result as Value));
    request.addEventListener("error", () => reject(request.error));
  });
}
