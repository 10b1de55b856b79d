import { fromBase64Url, Problem } from "@likeness/sdk/core";

/** What the worker's one unchanging secret is good for, each by a key of its own (HKDF, RFC 5869). */
export interface NamingKeys {
  /** HMAC-SHA-256, of objects' names. */
  readonly names: CryptoKey;
  /** HMAC-SHA-256, of challenges. */
  readonly challenges: CryptoKey;
}

/**
 * @param secret 32 bytes, base64url
 * @throws Problem `not_configured`
 */
export async function namingKeys(secret: string | undefined): Promise<NamingKeys> {
  const material = await keyMaterial(secret, "NAME_SECRET");
  const [names, challenges] = await Promise.all(
    ["likeness-object-names/1", "likeness-challenges/1"].map((info) => hmacKey(material, info)),
  );
  return { names: names!, challenges: challenges! };
}

/** @throws Problem `not_configured` that names the setting, and nothing of what is in it */
export async function keyMaterial(secret: string | undefined, name: string): Promise<CryptoKey> {
  const bytes = secret !== undefined && /^[A-Za-z0-9_-]{43}$/.test(secret) ? fromBase64Url(secret) : undefined;
  if (!bytes) throw new Problem("not_configured", `${name} has to be 32 random bytes, base64url`);
  return crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
}

function hmacKey(material: CryptoKey, info: string): Promise<CryptoKey> {
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode(info) },
    material,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}
