import { z } from "@hono/zod-openapi";
import { Problem, sha256Hex } from "../core/index.ts";
import type { Caller } from "./gallery.ts";

const tenant = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/);

const keyRing = z.record(
  z.string().regex(/^[0-9a-f]{64}$/),
  z.discriminatedUnion("kind", [
    z.strictObject({ tenant, kind: z.literal("publishable"), identify: z.boolean().optional() }),
    z.strictObject({
      tenant,
      kind: z.literal("secret"),
      scores: z.boolean().optional(),
      offline: z.boolean().optional(),
      export: z.boolean().optional(),
      tickets: z
        .string()
        .regex(/^[A-Za-z0-9_-]{43}$/)
        .optional(),
    }),
  ]),
);

/** Callers by the SHA-256 of their API key, in hex. The keys themselves are nowhere on a host. */
export type KeyRing = Readonly<Record<string, Caller>>;

/**
 * Reads a key ring as it stands in a host's configuration, JSON.
 *
 * @throws Error that says what is wrong with it, and names no key
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
    const told = read.error.issues.map(({ path: [id, ...rest], message }) => `${placeOf(value, id, rest)}: ${message}`);
    throw new Error(`the key ring (tenant and kind by the SHA-256 of a key, in hex) is not right: ${told.join("; ")}`);
  }
  return Object.fromEntries(
    Object.entries(read.data).map(([id, key]): [string, Caller] => [
      id,
      key.kind === "publishable"
        ? { id, kind: key.kind, tenant: key.tenant, scores: false, offline: false, identify: key.identify ?? false }
        : {
            id,
            kind: key.kind,
            tenant: key.tenant,
            scores: key.scores ?? false,
            offline: key.offline ?? false,
            identify: true,
            ...(key.export && { export: true }),
            ...(key.tickets && { tickets: key.tickets }),
          },
    ]),
  );
}

/** By its number and not by its name: where the name is wrong it may be a key itself, and errors are logged. */
function placeOf(ring: unknown, id: PropertyKey | undefined, rest: readonly PropertyKey[]): string {
  const number = Object.keys(Object(ring)).indexOf(String(id)) + 1;
  return number === 0 ? "the whole" : [`entry ${number}`, ...rest.map(String)].join(".");
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
