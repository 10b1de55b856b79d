export const receiptType = "likeness-receipt+jwt";
export const receiptFormat = "likeness-receipt/1";

/** What a host signs of an erasure: a compact JWS, ES256, by a key of `GET /v1/keys`. */
export interface ReceiptClaims {
  readonly format: typeof receiptFormat;
  readonly iss: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly tenant: string;
  readonly collection: string;
  readonly subject: string;
  /** How many templates were erased. */
  readonly templates: number;
  /** Where the subject's audit log ended: its last entry's number and hash. */
  readonly log: { readonly sequence: number; readonly hash: string };
}
