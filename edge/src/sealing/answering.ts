import { Problem } from "@likeness/sdk/core";
import type { KeyBucket } from "./key-bucket.ts";

/** A bucket that cannot be reached is an expected failure, whatever its driver throws: Problem `keys_unavailable`. */
export function answering(bucket: KeyBucket): Omit<KeyBucket, "page"> {
  return {
    get: (name) => answered(bucket.get(name)),
    create: (name, key) => answered(bucket.create(name, key)),
    replace: (name, key, etag) => answered(bucket.replace(name, key, etag)),
    delete: (name) => answered(bucket.delete(name)),
  };
}

async function answered<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (cause) {
    throw new Problem("keys_unavailable", undefined, { cause });
  }
}
