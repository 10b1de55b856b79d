/** Says which key has signed a call, when, and how: see `writeLink`. */
export const linkHeader = "Likeness-Link";

/**
 * The number of a change: a decimal integer from 1 to 2^53 - 1. Signed with the call; without a signature it counts for
 * nothing and is refused.
 */
export const sequenceHeader = "Likeness-Sequence";

/** The header `Likeness-Link`, read. */
export interface Link {
  /** Id of the key. */
  readonly key: string;
  /** Milliseconds since 1970, by the worker's clock. */
  readonly time: number;
  /** 16 random bytes, base64url. */
  readonly nonce: string;
  /** HMAC-SHA-256 over the call's statement, base64url. */
  readonly signature: string;
}

/** As `key=k-2026, time=1767225600000, nonce=…, signature=…`. */
export function writeLink({ key, time, nonce, signature }: Link): string {
  return `key=${key}, time=${time}, nonce=${nonce}, signature=${signature}`;
}

const written =
  /^key=([A-Za-z0-9._~-]{1,64}), time=([1-9]\d{0,14}), nonce=([A-Za-z0-9_-]{22}), signature=([A-Za-z0-9_-]{43})$/;

/** @returns undefined if it is none; there is one way to write each */
export function readLink(header: string): Link | undefined {
  const found = written.exec(header);
  if (!found) return undefined;
  const [, key, time, nonce, signature] = found as unknown as [string, string, string, string, string];
  return { key, time: Number(time), nonce, signature };
}

/** @returns undefined if it is none */
export function readSequence(header: string): number | undefined {
  const sequence = /^[1-9]\d{0,15}$/.test(header) ? Number(header) : NaN;
  return Number.isSafeInteger(sequence) ? sequence : undefined;
}
