import type { PublicJwk } from "@likeness/sdk/contract";
import { fromBase64Url, toBase64Url } from "@likeness/sdk/core";

// {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}: RFC 9053, sections 2.1 and 7.1.1.
const beforeX = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const beforeY = [0x22, 0x58, 0x20];
const coordinate = 32;
const yAt = beforeX.length + coordinate + beforeY.length;

/** A key as passkeys carry it: COSE, in the one encoding that WebAuthn allows (CTAP 2, canonical CBOR), base64url. */
export function coseKeyOf({ x, y }: PublicJwk): string {
  return toBase64Url(Uint8Array.from([...beforeX, ...fromBase64Url(x), ...beforeY, ...fromBase64Url(y)]));
}

/** @returns undefined for a key of any other kind, algorithm or curve */
export function publicJwkIn(coseKey: Uint8Array): PublicJwk | undefined {
  if (coseKey.length !== yAt + coordinate) return undefined;
  const x = toBase64Url(coseKey.slice(beforeX.length, beforeX.length + coordinate));
  const y = toBase64Url(coseKey.slice(yAt, yAt + coordinate));
  const key: PublicJwk = { kty: "EC", crv: "P-256", x, y };
  return coseKeyOf(key) === toBase64Url(coseKey) ? key : undefined;
}
