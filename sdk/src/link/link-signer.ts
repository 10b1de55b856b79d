import type { CryptoKey } from "jose";
import { idempotencyHeader } from "../contract/paths.ts";
import { toBase64Url } from "../core/index.ts";
import type { Sign } from "../client/transport.ts";
import { linkHeader, sequenceHeader, writeLink } from "./link-header.ts";
import { hmacKeyOf, type LinkKey } from "./link-key.ts";
import { linkStatement } from "./link-statement.ts";

export interface LinkSignerOptions {
  /** Of the change that is told by the call; the server applies numbers that rise, each once. */
  readonly sequence?: number | undefined;
  readonly now?: () => Date;
  /** 16 random bytes. */
  readonly random?: () => Uint8Array;
}

/**
 * Signs a worker's calls to its server: HMAC-SHA-256 over method, path with query, time, nonce, sequence number,
 * idempotency key and the body's SHA-256. Every try is signed anew, because a signature counts once. What is answered
 * is not signed: that it comes from the server is TLS's to say.
 *
 * @param keys the first signs; one at least
 * @returns for `createClient({ sign })`
 */
export function linkSigner(keys: readonly LinkKey[], options: LinkSignerOptions = {}): Sign {
  const { sequence, now = () => new Date(), random = () => crypto.getRandomValues(new Uint8Array(16)) } = options;
  const [key] = keys;
  if (!key) throw new RangeError("a link needs a key to sign with");
  let imported: Promise<CryptoKey> | undefined;

  return async ({ method, path, headers, body }) => {
    const call = { key: key.id, time: now().getTime(), nonce: toBase64Url(random()) };
    const statement = await linkStatement({
      ...call,
      method,
      path,
      sequence,
      idempotencyKey: headers[idempotencyHeader],
      body: new TextEncoder().encode(body ?? "") as Uint8Array<ArrayBuffer>,
    });
    const mac = await crypto.subtle.sign("HMAC", await (imported ??= hmacKeyOf(key.secret, "sign")), statement);
    return {
      [linkHeader]: writeLink({ ...call, signature: toBase64Url(new Uint8Array(mac)) }),
      ...(sequence !== undefined && { [sequenceHeader]: String(sequence) }),
    };
  };
}
