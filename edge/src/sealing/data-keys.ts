import { Problem, toBase64Url } from "@likeness/sdk/core";
import { hasTable, makeTable } from "../storage/tables.ts";
import { answering } from "./answering.ts";
import type { KeyBucket, StoredKey } from "./key-bucket.ts";
import { boxKey } from "./sealed-box.ts";
import type { SealingSecrets } from "./sealing-secrets.ts";
import { rewrap, unwrap, wrap } from "./wrapping.ts";

export interface DataKey {
  readonly id: string;
  readonly key: CryptoKey;
}

/**
 * The data keys of one subject. The object keeps their ids, the bucket the wrapped keys, and memory the keys themselves
 * while the object is awake. An id is in the object before anything is in the bucket, and leaves it after: the bucket
 * never holds a key that no object knows of.
 */
export interface DataKeys {
  /**
   * A key that nothing is sealed with yet. One that was begun and not used, because the worker was stopped or the
   * enrolment refused, is taken up again; enrolments at the same time share one.
   *
   * @param used id of the key that the subject's templates are sealed with
   * @throws Problem `keys_unavailable`, `not_configured`
   */
  make(used: string | undefined): Promise<DataKey>;
  /**
   * Of those that are not to be shredded. One that an older secret has wrapped is wrapped anew, which nobody waits for.
   *
   * @throws Problem `template_unreadable` if there is none, or it cannot be unwrapped; `keys_unavailable`,
   *   `not_configured`
   */
  open(id: string): Promise<CryptoKey>;
  /** Whether it was made here, and is not to be shredded. */
  isLive(id: string): boolean;
  /** Whether one was made that nothing is sealed with: for an enrolment that is under way, or came to nothing. */
  hasUnused(used: string | undefined): boolean;
  /** From here on every other key is lost: to be called in the transaction that drops what they have sealed. */
  keepOnly(id: string | undefined): void;
  /**
   * Deletes from the bucket what is lost, then forgets it. Safe to call again, and at the same time.
   *
   * @throws Problem `keys_unavailable`
   */
  shred(): Promise<void>;
  /** No key is left, and none to be shredded. */
  isEmpty(): boolean;
}

export interface DataKeyParts {
  readonly storage: Pick<DurableObjectStorage, "sql" | "sync">;
  readonly bucket: KeyBucket;
  /** Asked for once, and late: erasing needs none. */
  readonly secrets: () => SealingSecrets;
  /** Id of the subject's object: names of its keys in the bucket begin with it. */
  readonly objectId: string;
}

const schema = `CREATE TABLE IF NOT EXISTS data_keys (id TEXT PRIMARY KEY, lost INTEGER NOT NULL DEFAULT 0)`;

export function createDataKeys({ storage, bucket: asked, secrets: readSecrets, objectId }: DataKeyParts): DataKeys {
  const { sql } = storage;
  const bucket = answering(asked);
  let read: SealingSecrets | undefined;
  const secrets = () => (read ??= readSecrets());
  /** By id; a promise, so that those who ask at the same time wait for one answer. */
  const opened = new Map<string, Promise<CryptoKey>>();
  /** Those that are on their way into the bucket. */
  const making = new Map<string, Promise<CryptoKey>>();

  const nameOf = (id: string) => `${objectId}/${id}`;
  const ids = (lost: 0 | 1) =>
    hasTable(sql, "data_keys")
      ? sql.exec<{ id: string }>("SELECT id FROM data_keys WHERE lost = ?", lost).toArray().map(({ id }) => id)
      : [];
  const isLive = (id: string) => ids(0).includes(id);

  /** Remembers a key while it is being got and after, unless it could not be got or was lost meanwhile. */
  function once(id: string, get: () => Promise<CryptoKey>): Promise<CryptoKey> {
    const known = opened.get(id);
    if (known) return known;
    const getting = get();
    opened.set(id, getting);
    const forget = () => opened.get(id) === getting && opened.delete(id);
    getting.then(() => isLive(id) || forget(), forget);
    return getting;
  }

  async function unwrapped(id: string, stored: StoredKey | undefined): Promise<CryptoKey> {
    const name = nameOf(id);
    const dataKey = stored && (await unwrap(secrets(), name, stored));
    if (!dataKey) throw new Problem("template_unreadable", `its data key is ${stored ? "not right" : "gone"}`);
    if (stored.version !== secrets().current) {
      // Whoever verifies has no part in it: should it fail, the next one to open the key or the job does it.
      rewrap(bucket, secrets(), name, stored).catch(() => undefined);
    }
    return imported(dataKey);
  }

  async function created(id: string): Promise<CryptoKey> {
    const name = nameOf(id);
    const dataKey = crypto.getRandomValues(new Uint8Array(32));
    const isNew = await bucket.create(name, await wrap(secrets(), name, dataKey));
    // There already: a worker that was stopped had come as far as this.
    return isNew ? imported(dataKey) : unwrapped(id, await bucket.get(name));
  }

  function begun(): string {
    const id = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
    makeTable(sql, "data_keys", schema);
    sql.exec("INSERT INTO data_keys (id) VALUES (?)", id);
    return id;
  }

  async function make(used: string | undefined): Promise<DataKey> {
    // A worker without secrets is to find that out before anything is written.
    secrets();
    const id = ids(0).find((id) => id !== used) ?? begun();
    await storage.sync();
    if (!isLive(id)) return make(used);
    const creating = once(id, () => created(id));
    making.set(id, creating);
    try {
      return { id, key: await creating };
    } finally {
      making.delete(id);
    }
  }

  return {
    make,

    open: (id) => once(id, async () => unwrapped(id, await bucket.get(nameOf(id)))),

    isLive,

    hasUnused: (used) => ids(0).some((id) => id !== used),

    keepOnly: (id) => {
      if (hasTable(sql, "data_keys")) {
        sql.exec("UPDATE data_keys SET lost = 1 WHERE lost = 0 AND id IS NOT ?", id ?? null);
      }
      for (const known of opened.keys()) if (known !== id) opened.delete(known);
    },

    shred: async () => {
      const lost = ids(1);
      if (lost.length === 0) return;
      // What the keys have sealed is to be gone for good before they are.
      await storage.sync();
      for (const id of lost) {
        // Otherwise the bucket could be told to create it after it was told to delete it.
        await making.get(id)?.catch(() => undefined);
        await bucket.delete(nameOf(id));
        if (hasTable(sql, "data_keys")) sql.exec("DELETE FROM data_keys WHERE id = ?", id);
      }
    },

    isEmpty: () => ids(0).length === 0 && ids(1).length === 0,
  };
}

async function imported(dataKey: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await boxKey(dataKey);
  dataKey.fill(0);
  return key;
}
