import type { KeyBucket } from "./key-bucket.ts";
import type { SealingSecrets } from "./sealing-secrets.ts";
import { rewrap } from "./wrapping.ts";

export interface Rotation {
  /** Data keys that were looked at. */
  readonly seen: number;
  /** Wrapped anew by this run. */
  readonly rewrapped: number;
  /** That could not be unwrapped: a secret is missing, or they are damaged. */
  readonly failed: number;
  /** Whether every data key was looked at: once that is so and none has failed, older secrets can be taken away. */
  readonly done: boolean;
}

/**
 * Wraps data keys anew that an older secret has wrapped, one after another, beside everything else that goes on: each
 * is written only if it is still what was read, so an erased key does not come back, and whoever opens a key meanwhile
 * finds it wrapped the one way or the other.
 *
 * @param most how many to wrap anew in this run; the next begins with what is left. Each is two calls of the bucket,
 *   and a run of a worker is sure to have a thousand
 */
export async function rotate(bucket: KeyBucket, secrets: SealingSecrets, most = 400): Promise<Rotation> {
  let [seen, rewrapped, failed] = [0, 0, 0];
  let cursor: string | undefined;
  do {
    const page = await bucket.page(cursor);
    for (const { name, version } of page.keys) {
      if (version !== secrets.current) {
        if (rewrapped + failed >= most) return { seen, rewrapped, failed, done: false };
        const outcome = await turned(bucket, secrets, name);
        if (outcome === "rewrapped") rewrapped += 1;
        if (outcome === "failed") failed += 1;
      }
      seen += 1;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { seen, rewrapped, failed, done: true };
}

async function turned(bucket: KeyBucket, secrets: SealingSecrets, name: string) {
  try {
    const stored = await bucket.get(name);
    // Erased, or wrapped anew by whoever has used it, since the page was read.
    if (!stored || stored.version === secrets.current) return "passed";
    return (await rewrap(bucket, secrets, name, stored)) ? "rewrapped" : "passed";
  } catch {
    return "failed";
  }
}
