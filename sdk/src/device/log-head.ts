export const logHeadType = "likeness-log-head+jwt";
export const logHeadFormat = "likeness-log-head/1";

/** What a host signs of a subject's audit log: a compact JWS, ES256, by a key of `GET /v1/keys`. */
export interface LogHeadClaims {
  readonly format: typeof logHeadFormat;
  readonly iss: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly tenant: string;
  readonly collection: string;
  readonly subject: string;
  /** The last entry's number; 0 of an empty log. */
  readonly sequence: number;
  /** The last entry's hash; 64 zeros of an empty log. */
  readonly hash: string;
}
