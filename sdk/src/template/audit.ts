import type { PublicJwk } from "../contract/messages.ts";
import { verifySigned } from "../device/signed.ts";

export const auditType = "likeness-audit+jwt";
export const auditFormat = "likeness-audit/1";

/**
 * What a device says it has decided, if it was that device. Its shape is still the device's word.
 *
 * @param device the public signing key that the grant names, and its thumbprint
 * @throws Problem `offline_invalid`
 */
export function readAudit(token: string, device: { jwk: PublicJwk; thumbprint: string }): Promise<unknown> {
  return verifySigned(token, auditType, (kid) => (kid === device.thumbprint ? device.jwk : undefined));
}
