import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { normalize, toBase64Url, type Template } from "@likeness/sdk/core";
import type { Enrolment } from "@likeness/sdk/host";
import { forget } from "../storage/memory.ts";
import { createOutbox, type Message } from "../outbox/outbox.ts";
import { createDataKeys } from "../sealing/data-keys.ts";
import { r2KeyBucket } from "../sealing/drivers/r2.ts";
import type { KeyBucket } from "../sealing/key-bucket.ts";
import { parseSealingSecrets } from "../sealing/sealing-secrets.ts";
import { openVault, type Vault } from "./vault.ts";

export const ada = { tenant: "acme", collection: "staff", subject: "ada" };
export const [oldModel, newModel] = ["old-net@0000000000000000", "new-net@1111111111111111"];

/** 32 random bytes each, by version. */
export const newSecrets = (...versions: number[]): Record<number, string> =>
  Object.fromEntries(versions.map((version) => [version, toBase64Url(crypto.getRandomValues(new Uint8Array(32)))]));

/** Of some length that is no model's, a new one at every call. */
export const newTemplate = (modelId = oldModel): Template => ({
  modelId,
  vector: normalize(Float32Array.from({ length: 32 }, () => Math.random() - 0.5)),
});

export const enrolmentOf = (template: Template, more: Partial<Enrolment> = {}): Enrolment => ({
  template,
  metadata: undefined,
  replace: false,
  quality: undefined,
  consent: undefined,
  idempotency: undefined,
  ...more,
});

/** Whoever asks may. */
export const anybody = () => {};

export interface Room {
  readonly vault: Vault;
  readonly storage: DurableObjectStorage;
  readonly bucket: KeyBucket;
  readonly objectId: string;
  /** The same object as it is after it was evicted from memory: it has its storage, and nothing else. */
  awoken(settings?: Settings): Vault;
}

export interface Settings {
  readonly secrets?: Record<number, string>;
  /** Between the vault and its bucket. */
  readonly by?: (bucket: KeyBucket) => KeyBucket;
  readonly now?: () => Date;
}

const secrets = newSecrets(1);

/** Holds up whoever comes to it until it is opened. */
export function newGate() {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const passed = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    reach();
    await opened;
    return ask();
  };
  return { reached, open, passed };
}

/** Works on a vault in an object that no other test has. */
export function inVault<Result>(work: (room: Room) => Result | Promise<Result>, settings: Settings = {}) {
  const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(crypto.randomUUID()));
  return runInDurableObject(stub, (_, state) => {
    const { storage } = state;
    const bucket = r2KeyBucket(env.DATA_KEYS);
    const objectId = state.id.toString();
    const awoken = (changed: Settings = {}) => {
      forget(storage.sql);
      const set = { ...settings, ...changed };
      const now = set.now ?? (() => new Date());
      const keys = createDataKeys({
        storage,
        bucket: set.by?.(bucket) ?? bucket,
        secrets: () => parseSealingSecrets(JSON.stringify(set.secrets ?? secrets)),
        objectId,
      });
      return openVault(storage, keys, createOutbox(storage.sql, now), now);
    };
    return work({ vault: awoken(), storage, bucket, objectId, awoken });
  });
}

/** Names of the object's data keys in the bucket. */
export async function storedKeys({ bucket, objectId }: Room): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.page(cursor);
    names.push(...page.keys.map(({ name }) => name).filter((name) => name.startsWith(`${objectId}/`)));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return names;
}

/** What waits for the server, oldest first; takes it out. */
export function takeMessages({ outbox }: Vault): Message[] {
  const messages: Message[] = [];
  for (let waiting = outbox.next(); waiting; waiting = outbox.next()) {
    messages.push(waiting.message);
    outbox.acknowledged(waiting.sequence);
  }
  return messages;
}

export const rowsOf = ({ storage }: Room, table: string) => storage.sql.exec(`SELECT * FROM ${table}`).toArray();

export const tablesOf = ({ storage }: Room) =>
  storage.sql
    .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf*'")
    .toArray()
    .map(({ name }) => name);
