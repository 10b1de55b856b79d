import type { HostKeys, PublicJwk } from "../contract/messages.ts";
import { Problem, type MeasuredThresholds } from "../core/index.ts";
import { sign, verifySigned, type Signer } from "../device/signed.ts";

export const grantType = "likeness-grant+jwt";
export const grantFormat = "likeness-grant/1";

/** What a host allows one device to answer about one subject, until when; see SPEC.md. */
export interface GrantClaims extends MeasuredThresholds {
  readonly format: typeof grantFormat;
  readonly iss: string;
  /** Names the grant. */
  readonly jti: string;
  /** Seconds since 1970, by the host's clock (RFC 7519, section 2: NumericDate). */
  readonly iat: number;
  readonly exp: number;
  readonly tenant: string;
  readonly collection: string;
  readonly subject: string;
  readonly modelId: string;
  /** The device's public signing key: only its holder may use the grant (RFC 7800, section 3.2). */
  readonly cnf: { readonly jwk: PublicJwk };
  /** SHA-256 of the sealed templates, base64url. */
  readonly sealed: string;
  /** How many templates there are. */
  readonly templates: number;
  /** The mildest false match rate it may decide at. */
  readonly targetFmr: number;
  /** How many decisions may be no match. */
  readonly maxFailures: number;
}

export function signGrant(claims: GrantClaims, signer: Signer): Promise<string> {
  return sign(claims, grantType, signer);
}

/**
 * What a grant says, if one of these keys has signed it. Whether it has expired and whom it is for is the reader's
 * to ask.
 *
 * @throws Problem `offline_invalid`
 */
export async function readGrant(token: string, { keys }: HostKeys): Promise<GrantClaims> {
  const claims = (await verifySigned(token, grantType, (kid) => keys.find((key) => key.kid === kid))) as GrantClaims;
  // Past the signature its shape is the host's word; only a format of another release can be surprising.
  if (claims.format !== grantFormat) throw new Problem("offline_invalid", `this release cannot read ${claims.format}`);
  return claims;
}
