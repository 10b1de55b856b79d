/** The request that a device proves, word by word; every field is part of what is signed. */
export interface ProvedRequest {
  readonly method: string;
  /** With the query, as it stands in the request. */
  readonly path: string;
  readonly tenant: string;
  readonly collection: string;
  readonly subject: string;
  /** Of the template in the body, where there is one. */
  readonly modelId: string | undefined;
  /** SHA-256 of the body, base64url. */
  readonly body: string;
}

/**
 * What a device signs of a request over a challenge: a line for each field, in this order. No field can hold a line
 * break, so that two requests never have one statement. After RFC 9449 (DPoP), which signs method, address and nonce;
 * here the body is signed too, because the probe lies in it.
 */
export function statementOf(request: ProvedRequest, nonce: string): Uint8Array<ArrayBuffer> {
  const { method, path, tenant, collection, subject, modelId = "-", body } = request;
  return new TextEncoder().encode(
    ["likeness-proof/1", method, path, tenant, collection, subject, modelId, nonce, body].join("\n"),
  ) as Uint8Array<ArrayBuffer>;
}
