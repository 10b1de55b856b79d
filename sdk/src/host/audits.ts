import { decodeProtectedHeader } from "jose/decode/protected_header";
import { decodeJwt } from "jose/jwt/decode";
import { auditClaims, type Audit, type AuditClaims } from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import { readAudit } from "../template/audit.ts";
import { digestOf } from "../device/digest.ts";
import { readGrant } from "../template/grant.ts";
import { thumbprintOf } from "../device/public-jwk.ts";
import type { Caller, KeptAudit, SignedAudit, SubjectAddress } from "./gallery.ts";
import type { SigningKeys } from "./signing-keys.ts";

/**
 * The audits, if the grant is this host's, for this tenant and subject, and its device has signed each of them. When
 * the grant has expired is not asked: audits come in late.
 *
 * @throws Problem `offline_invalid`
 */
export async function checkAudits(
  keys: SigningKeys | undefined,
  { tenant }: Caller,
  { collection, subject }: SubjectAddress,
  grantToken: string,
  tokens: readonly string[],
): Promise<SignedAudit[]> {
  const grant = await readGrant(grantToken, (await keys?.publicKeys()) ?? { keys: [] });
  if (grant.tenant !== tenant || grant.collection !== collection || grant.subject !== subject) {
    throw new Problem("offline_invalid", "the grant was not given for this subject");
  }
  const { jwk } = grant.cnf;
  const device = { jwk, thumbprint: await thumbprintOf(jwk) };
  const begins = await digestOf(grantToken);
  return Promise.all(
    tokens.map(async (signed): Promise<SignedAudit> => {
      const claims = auditClaims.safeParse(await readAudit(signed, device));
      if (!claims.success) throw new Problem("offline_invalid", "what the device has signed is no audit");
      if (claims.data.grant !== grant.jti) throw new Problem("offline_invalid", "the audit is of another grant");
      const { sequence, previous } = claims.data;
      return { id: await digestOf(signed), grant: grant.jti, begins, sequence, previous, signed };
    }),
  );
}

/** A kept audit as it is answered. Its signature was checked before it was kept. */
export async function auditAnswer({ signed, receivedAt, chain }: KeptAudit): Promise<Audit> {
  const { grant, sequence, at, match, modelId, fmr, liveness } = decodeJwt<AuditClaims>(signed);
  return {
    id: await digestOf(signed),
    grant,
    device: decodeProtectedHeader(signed).kid!,
    sequence,
    at,
    receivedAt,
    match,
    modelId,
    fmr,
    liveness: liveness ? "client-claimed" : "none",
    chain,
    signed,
  };
}
