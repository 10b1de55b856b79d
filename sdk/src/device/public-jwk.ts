import type { CryptoKey } from "jose";
import { calculateJwkThumbprint } from "jose/jwk/thumbprint";
import { exportJWK } from "jose/key/export";
import type { PublicJwk } from "../contract/messages.ts";

/** What the contract carries of a P-256 key, and nothing beside it. */
export async function publicJwkOf(key: CryptoKey): Promise<PublicJwk> {
  const { x, y } = await exportJWK(key);
  return { kty: "EC", crv: "P-256", x: x!, y: y! };
}

/** The key's name: SHA-256 over its required members (RFC 7638), base64url. */
export function thumbprintOf({ kty, crv, x, y }: PublicJwk): Promise<string> {
  return calculateJwkThumbprint({ kty, crv, x, y }, "sha256");
}
