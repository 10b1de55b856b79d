import { z } from "@hono/zod-openapi";
import type { CryptoKey } from "jose";
import { importJWK } from "jose/key/import";
import type { HostKeys } from "../contract/index.ts";
import { thumbprintOf } from "../device/public-jwk.ts";
import type { Signer } from "../device/signed.ts";

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const privateJwk = z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate, d: coordinate });
const privateKeys = z.union([
  z.object({ keys: z.array(privateJwk).min(1) }),
  privateJwk.transform((key) => ({ keys: [key] })),
]);

/** The keys a host signs grants, receipts and the heads of audit logs with. */
export interface SigningKeys {
  /** What any of them has signed is taken. */
  publicKeys(): Promise<HostKeys>;
  /** Signs what is new. */
  signer(): Promise<Signer>;
}

/**
 * Reads the host's private signing keys: a JWK on P-256, or a JWK set (RFC 7517). The first signs. To change keys, put
 * a new one first and leave the old one until what it has signed is needed no more.
 *
 * @throws Error that says what is wrong with them, and nothing of what is in them
 */
export function parseSigningKeys(json: string): SigningKeys {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error("the signing key is not JSON");
  }
  const read = privateKeys.safeParse(value);
  if (!read.success) throw new Error("the signing key is not a private JWK on P-256, nor a set of them");
  const { keys } = read.data;

  const publicKeys = once(async (): Promise<HostKeys> => {
    const named = keys.map(async ({ kty, crv, x, y }) => {
      const kid = await thumbprintOf({ kty, crv, x, y });
      return { kty, crv, x, y, kid, use: "sig" as const, alg: "ES256" as const };
    });
    return { keys: await Promise.all(named) };
  });

  const signer = once(async (): Promise<Signer> => {
    const key = (await importJWK({ ...keys[0]!, alg: "ES256" })) as CryptoKey;
    return { key, kid: (await publicKeys()).keys[0]!.kid };
  });

  return { publicKeys, signer };
}

/**
 * Keeps what was made, and not the promise of it: in a worker one that belongs to a call which is given up may never be
 * settled for the others.
 */
function once<Value extends object>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Value | undefined;
  return async () => (made ??= await make());
}
