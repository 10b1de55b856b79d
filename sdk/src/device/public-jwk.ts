import type { CryptoKey } from "jose";
import type { PublicJwk } from "../contract/messages.ts";
import { digestOf } from "./digest.ts";

/** What the contract carries of a P-256 key, and nothing beside it. */
export async function publicJwkOf(key: CryptoKey): Promise<PublicJwk> {
  const { x, y } = (await crypto.subtle.exportKey("jwk", key)) as { x: string; y: string };
  return { kty: "EC", crv: "P-256", x, y };
}

/** The key's name: SHA-256 over its required members in the order of their names (RFC 7638, section 3), base64url. */
export function thumbprintOf({ kty, crv, x, y }: PublicJwk): Promise<string> {
  return digestOf(JSON.stringify({ crv, kty, x, y }));
}
