import { keyPrefixes, Problem, toBase64Url } from "../core/index.ts";

/** `publishable`: for pages and apps, where everybody can read it. `secret`: for a backend alone. */
export type KeyKind = "publishable" | "secret";

/** Fills what it is given, and gives it back. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** The platform's own. */
export const strongRandom: Random = (bytes) => crypto.getRandomValues(bytes);

/** An API key: what it is for, and 32 random bytes, base64url. It is shown once; a host has its SHA-256 only. */
export function newApiKey(kind: KeyKind, random: Random = strongRandom): string {
  return keyPrefixes[kind] + randomText(random);
}

/** 32 random bytes, base64url. */
export const randomText = (random: Random): string => toBase64Url(random(new Uint8Array(32)));

/**
 * What kind of key it is. Others than `newApiKey` makes are refused, because a key's hash and its ticket key are no
 * secrets: who has them can try keys out, and only one of 256 random bits holds against that.
 *
 * @throws Problem `key_unknown`, which repeats nothing of the key
 */
export function kindOfKey(key: string): KeyKind {
  for (const kind of ["publishable", "secret"] as const) {
    const prefix = keyPrefixes[kind];
    if (key.startsWith(prefix) && /^[A-Za-z0-9_-]{43}$/.test(key.slice(prefix.length))) return kind;
  }
  throw new Problem("key_unknown", "an API key begins with likeness_sk_ or likeness_pk_ and has 43 letters after that");
}
