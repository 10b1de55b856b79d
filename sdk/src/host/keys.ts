import { z } from "@hono/zod-openapi";
import { Problem, sha256Hex } from "../core/index.ts";
import type { Caller } from "./gallery.ts";

const keyRing = z.record(
  z.string().regex(/^[0-9a-f]{64}$/),
  z.strictObject({ tenant: z.string().min(1), scores: z.boolean().default(false), offline: z.boolean().optional() }),
);

/** Callers by the SHA-256 of their API key, in hex. The keys themselves are nowhere on a host. */
export type KeyRing = Readonly<Record<string, Caller>>;

/**
 * Reads a key ring as it stands in a host's configuration, JSON.
 *
 * @throws Error that says what is wrong with it
 */
export function parseKeyRing(json: string): KeyRing {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new Error("the key ring is not JSON", { cause });
  }
  const read = keyRing.safeParse(value);
  if (!read.success) {
    throw new Error(`the key ring (tenants by the SHA-256 of a key, in hex) is not right: ${z.prettifyError(read.error)}`);
  }
  return read.data;
}

/**
 * Who sent an `Authorization: Bearer` header.
 *
 * Looked up by digest, so the time it takes tells nothing about a key that nearly fits.
 *
 * @throws Problem `key_missing`, `key_unknown`
 */
export async function authenticate(keys: KeyRing, authorization: string | undefined): Promise<Caller> {
  const key = authorization?.match(/^Bearer +(\S+)$/i)?.[1];
  if (key === undefined) throw new Problem("key_missing", "send it as `Authorization: Bearer KEY`");
  const digest = await sha256Hex(key);
  const caller = Object.hasOwn(keys, digest) ? keys[digest] : undefined;
  if (!caller) throw new Problem("key_unknown");
  return caller;
}
