import { toBase64Url } from "../core/index.ts";

/** What is signed of a call from a worker to its server. */
export interface LinkedCall {
  readonly key: string;
  readonly method: string;
  /** With the query, as the server sees it: nothing in between may rewrite it. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** 16 random bytes, base64url. */
  readonly nonce: string;
  /** Of a change that the server is to apply once and in order. */
  readonly sequence: number | undefined;
  /** As in the header; it decides whether an enrolment is another one. */
  readonly idempotencyKey: string | undefined;
  /** Byte for byte. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * A line for each field, in this order. None can hold a line break, so that two calls never have one statement; the
 * idempotency key is JSON, for it may be any text and may be absent. The body is signed by its SHA-256, base64url.
 */
export async function linkStatement(call: LinkedCall): Promise<Uint8Array<ArrayBuffer>> {
  const digest = toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", call.body)));
  const lines = [
    "likeness-link/1",
    call.key,
    call.method,
    call.path,
    call.time,
    call.nonce,
    call.sequence ?? "-",
    call.idempotencyKey === undefined ? "-" : JSON.stringify(call.idempotencyKey),
    digest,
  ];
  return new TextEncoder().encode(lines.join("\n")) as Uint8Array<ArrayBuffer>;
}
