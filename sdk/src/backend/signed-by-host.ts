import type { HostKeys } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import { verifySigned } from "../device/signed.ts";

/**
 * What a host has signed to be kept, in the format that this release reads.
 *
 * @param hostKeys of `GET /v1/keys`, got from the host itself and not from whoever shows the token
 * @throws Problem `receipt_invalid`
 */
export async function signedByHost<Claims extends { readonly format: string }>(
  token: string,
  typ: string,
  format: Claims["format"],
  { keys }: HostKeys,
): Promise<Claims> {
  const claims = await verifySigned(token, typ, (kid) => keys.find((key) => key.kid === kid), "receipt_invalid");
  // Past the signature its shape is the host's word; only a format of another release can be surprising.
  const said = (claims as Partial<Claims> | null)?.format;
  if (said !== format) throw new Problem("receipt_invalid", `this release cannot read ${said}`);
  return claims as Claims;
}
