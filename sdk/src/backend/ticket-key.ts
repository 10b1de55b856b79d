import type { CryptoKey } from "jose";
import { Problem, sha256Hex } from "../core/index.ts";
import { kindOfKey } from "./api-key.ts";

/** What the holder of a secret key signs tickets with. */
export interface TicketKey {
  /** Names it in tickets: the SHA-256 of the API key, in hex. */
  readonly kid: string;
  /** Ed25519. */
  readonly signing: CryptoKey;
  /** The public half, 32 bytes, base64url. */
  readonly publicKey: string;
}

/** What stands before a seed in PKCS #8: version 0, the algorithm 1.3.101.112, an octet string in another (RFC 8410, section 7). */
const beforeSeed = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/**
 * Follows from the API key alone, by HKDF-SHA-256 (RFC 5869) of its text: a backend has one secret, which both calls and
 * signs, and the host has neither half of it that could sign.
 *
 * @throws Problem `key_not_allowed` for a publishable key, `key_unknown` for what is no key
 */
export async function ticketKeyOf(secretKey: string): Promise<TicketKey> {
  if (kindOfKey(secretKey) !== "secret") throw new Problem("key_not_allowed", "tickets are signed by secret keys");
  const text = new TextEncoder().encode(secretKey);
  const material = await crypto.subtle.importKey("raw", text, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("likeness-ticket-key/1");
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(hkdf, material, 256));
  const pkcs8 = Uint8Array.of(...beforeSeed, ...seed);
  // Exportable, because the public half is to be had of it in no other way.
  const whole = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = (await crypto.subtle.exportKey("jwk", whole)) as JsonWebKey;
  const signing = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  return { kid: await sha256Hex(secretKey), signing, publicKey: x! };
}
