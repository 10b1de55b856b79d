import { fromBase64Url, Problem, toBase64Url } from "@likeness/sdk/core";
import type { Address } from "./address.ts";

/** Milliseconds a challenge holds. */
export const challengeLife = 60_000;

export interface Issued {
  readonly nonce: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

const randomBytes = 32;
const timeBytes = 8;
const macBytes = 32;

/**
 * A nonce of 256 random bits, the time it ends, and an HMAC over both and the subject: [CHA1]. Nothing is kept of it, so
 * that asking for challenges costs nothing and tells nothing of who is enrolled; what is kept is that it was spent.
 *
 * @param key for HMAC; see `namingKeys`
 */
export async function issueChallenge(
  key: CryptoKey,
  address: Address,
  now: Date,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (bytes) => crypto.getRandomValues(bytes),
): Promise<Issued> {
  const expires = now.getTime() + challengeLife;
  const bytes = new Uint8Array(randomBytes + timeBytes + macBytes);
  random(bytes.subarray(0, randomBytes));
  new DataView(bytes.buffer).setBigUint64(randomBytes, BigInt(expires));
  const signed = covered(bytes.subarray(0, randomBytes + timeBytes), address);
  bytes.set(new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)), randomBytes + timeBytes);
  return { nonce: toBase64Url(bytes), expiresAt: new Date(expires).toISOString() };
}

/** @throws Problem `challenge_invalid`: expired, of another subject, or not of this worker: [CHA3] */
export async function checkChallenge(key: CryptoKey, address: Address, nonce: string, now: Date): Promise<void> {
  const bytes = bytesOf(nonce);
  const isOwn =
    bytes !== undefined &&
    (await crypto.subtle.verify(
      "HMAC",
      key,
      bytes.subarray(randomBytes + timeBytes),
      covered(bytes.subarray(0, randomBytes + timeBytes), address),
    ));
  if (!isOwn || expiryOf(nonce) <= now.getTime()) throw new Problem("challenge_invalid");
}

/** Milliseconds since 1970; of a challenge that was checked. */
export function expiryOf(nonce: string): number {
  return Number(new DataView(bytesOf(nonce)!.buffer).getBigUint64(randomBytes));
}

function bytesOf(nonce: string): Uint8Array<ArrayBuffer> | undefined {
  // 72 bytes are 96 digits without a rest: each nonce has one spelling.
  return /^[A-Za-z0-9_-]{96}$/.test(nonce) ? fromBase64Url(nonce) : undefined;
}

function covered(head: Uint8Array, { tenant, collection, subject }: Address): Uint8Array<ArrayBuffer> {
  const names = [tenant, collection, subject].map((part) => `${part.length}:${part}`).join("");
  const encoded = new TextEncoder().encode(names);
  const all = new Uint8Array(head.length + encoded.length);
  all.set(head);
  all.set(encoded, head.length);
  return all;
}
