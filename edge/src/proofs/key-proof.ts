import type { PublicJwk } from "@likeness/sdk/contract";
import { fromBase64Url, Problem } from "@likeness/sdk/core";

const algorithm = { name: "ECDSA", namedCurve: "P-256" };
const scheme = { name: "ECDSA", hash: "SHA-256" };

/**
 * Importing costs as much as verifying, and an object has few devices. By device and key: a decoy is imported anew for
 * each device that is not known, so that it takes as long as one that is.
 */
const imported = new Map<string, CryptoKey>();
const mostImported = 1_000;

/**
 * Whether a device's key has signed the statement: ECDSA on P-256 with SHA-256, r and s of 32 bytes each (WebCrypto's
 * form).
 *
 * @throws Problem `proof_invalid` for what is no point of the curve
 */
export async function hasSigned(
  device: string,
  publicKey: PublicJwk,
  statement: Uint8Array<ArrayBuffer>,
  signature: string,
): Promise<boolean> {
  const bytes = /^[A-Za-z0-9_-]{86}$/.test(signature) ? fromBase64Url(signature) : new Uint8Array(64);
  return crypto.subtle.verify(scheme, await importKey(device, publicKey), bytes, statement);
}

/** @throws Problem `proof_invalid` for what is no point of the curve */
export async function importKey(device: string, { x, y }: PublicJwk): Promise<CryptoKey> {
  const name = `${device} ${x} ${y}`;
  const known = imported.get(name);
  if (known) return known;
  const key = await crypto.subtle
    .importKey("jwk", { kty: "EC", crv: "P-256", x, y }, algorithm, false, ["verify"])
    .catch((cause: unknown) => {
      throw new Problem("proof_invalid", undefined, { cause });
    });
  if (imported.size >= mostImported) imported.clear();
  // The key and not its promise: other objects of the isolate find it too, and must not wait for this one's work.
  imported.set(name, key);
  return key;
}

/** Nobody has its private half: verifying by it takes as long as by another, and never succeeds. */
export const decoy: PublicJwk = {
  kty: "EC",
  crv: "P-256",
  // The point of the curve whose x is the SHA-256 of "likeness-decoy/1" raised by the fewest ones that give a point.
  x: "HEJHAYDpNF4lKbm1V7c2VF8pbFoHewx96iSq2xpnpeg",
  y: "MrLVTy6kJWRb-IKFyXtnJB-q_-viHc7FuBmTh75suYI",
};
