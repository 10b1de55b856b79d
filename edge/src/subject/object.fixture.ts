// Test support: the storage of an object that no other test has.

import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { forget } from "../storage/memory.ts";
import { transactionOf } from "../storage/transaction.ts";

export interface TestObject {
  readonly storage: DurableObjectStorage;
  readonly sql: SqlStorage;
  readonly transaction: ReturnType<typeof transactionOf>;
  /** What was in memory is gone, as when the object is evicted. */
  evict(): void;
  tables(): string[];
}

export function inObject<Result>(work: (object: TestObject) => Result | Promise<Result>): Promise<Result> {
  return runInDurableObject(env.SUBJECTS.get(env.SUBJECTS.newUniqueId()), async (_, { storage }) => {
    const { sql } = storage;
    const tables = () =>
      sql
        .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf*'")
        .toArray()
        .map(({ name }) => name);
    return work({ storage, sql, transaction: transactionOf(storage), evict: () => forget(sql), tables });
  });
}
