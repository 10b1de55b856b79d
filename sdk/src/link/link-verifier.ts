import type { CryptoKey } from "jose";
import { idempotencyHeader } from "../contract/paths.ts";
import { fromBase64Url, Problem } from "../core/index.ts";
import type { Authenticate } from "../host/host-options.ts";
import { linkHeader, readLink, readSequence, sequenceHeader } from "./link-header.ts";
import { hmacKeyOf, type LinkKeys } from "./link-key.ts";
import { linkStatement } from "./link-statement.ts";
import { memoryNonces, type Nonces } from "./nonces.ts";

/** Milliseconds that a signature counts, and that two clocks may differ. */
export const linkWindow = 60_000;

export interface LinkVerifierOptions {
  readonly now?: () => Date;
  /** Which calls were made before. */
  readonly seen?: Nonces;
  /**
   * What was signed before is refused; by default, when the verifier began. An earlier time is for a host that changes nothing
   * and is begun by the very call that it is to answer: there, within the minute, a call can be repeated to another process of
   * it.
   */
  readonly since?: Date;
}

/**
 * Who calls, by the signature of a worker: [LNK1], [LNK2]. A link's caller is its tenant's worker: it sees scores, may
 * search, and its changes may carry sequence numbers. Calls without `Likeness-Link` are left to API keys.
 *
 * A call counts once, within a minute of its signing. Which calls were made is kept in memory alone, so that what was
 * signed before the verifier began is refused as well: it may have been taken by the one before. After a restart calls
 * under way are refused once and have to be signed anew, and a worker whose clock is behind waits until it has caught
 * up. One whose clock is ahead leaves a gap of that length, in which a call that was overheard could be made again;
 * a change could not, because the store keeps the numbers of changes.
 *
 * @param keys any of them counts, so that a tenant's can be changed
 */
export function linkVerifier(keys: LinkKeys, options: LinkVerifierOptions = {}): Authenticate {
  const { now = () => new Date(), seen = memoryNonces(), since = now() } = options;
  const began = since.getTime();
  const imported = new Map<string, Promise<CryptoKey>>();
  const keyOf = (id: string, secret: string) => {
    const key = imported.get(id) ?? hmacKeyOf(secret, "verify");
    imported.set(id, key);
    return key;
  };

  const assertInTime = (signed: number, time: number) => {
    if (Math.abs(time - signed) > linkWindow) throw refused("it was signed more than a minute from now");
    if (signed < began) throw refused("it was signed before this server began");
  };

  return async ({ method, url, headers }, body) => {
    const header = headers.get(linkHeader);
    const number = headers.get(sequenceHeader);
    if (header === null) {
      if (number !== null) throw refused(`${sequenceHeader} counts only where the call is signed`);
      return undefined;
    }

    const link = readLink(header);
    const sequence = number === null ? undefined : readSequence(number);
    if (!link || (number !== null && sequence === undefined)) throw refused("its headers are not as they should be");
    const key = Object.hasOwn(keys, link.key) ? keys[link.key] : undefined;
    if (!key) throw refused("its key is not known here");
    // Before the body is read: what is too old costs nothing.
    assertInTime(link.time, now().getTime());

    const { pathname, search } = new URL(url);
    const statement = await linkStatement({
      ...link,
      method,
      path: pathname + search,
      sequence,
      idempotencyKey: headers.get(idempotencyHeader) ?? undefined,
      body: await body(),
    });
    const hmac = await keyOf(link.key, key.secret);
    // WebCrypto compares in constant time (Web Cryptography API, HMAC, verify).
    const right = await crypto.subtle.verify("HMAC", hmac, fromBase64Url(link.signature), statement);
    if (!right) throw refused("the signature is not over this call");

    // Last, so that only calls which a key has signed take room, and in one turn, so that of two the same one is first.
    // The body may have come slowly: with its time over, the nonce would be forgotten at once.
    const time = now().getTime();
    assertInTime(link.time, time);
    const nonce = seen.add(`${link.key} ${link.nonce}`, link.time + linkWindow, time);
    if (nonce === "seen") throw refused("it was made before");
    if (nonce === "full") throw new Problem("rate_limited", "too many signed calls in a minute", { retryAfter: 10 });
    const { tenant } = key;
    return { id: link.key, tenant, kind: "secret", scores: true, offline: false, identify: true, sequence };
  };
}

const refused = (detail: string) => new Problem("signature_invalid", detail);
