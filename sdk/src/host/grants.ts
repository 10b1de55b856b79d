import type { Granted, PublicJwk } from "../contract/index.ts";
import { decisionThreshold, Problem, type MeasuredThresholds, type Template } from "../core/index.ts";
import { digestOf } from "../device/digest.ts";
import { grantFormat, signGrant, type GrantClaims } from "../template/grant.ts";
import { sealTemplates } from "../template/sealed-templates.ts";
import type { Caller, SubjectAddress } from "./gallery.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** A device that is tried more often without a match has to see its host again. */
const maxFailures = 10;

export interface GrantWanted {
  readonly deviceKey: { readonly signing: PublicJwk; readonly sealing: PublicJwk };
  readonly maxAge: number;
  readonly targetFmr: number;
}

/**
 * The host's signing keys, for a caller that may have grants.
 *
 * @throws Problem `offline_unavailable`
 */
export function keysForGrants(caller: Caller, keys: SigningKeys | undefined): SigningKeys {
  if (!keys) throw new Problem("offline_unavailable", "this host gives no grants");
  if (!caller.offline) throw new Problem("offline_unavailable", "this API key may not be given grants");
  return keys;
}

/**
 * Seals the templates to the device, and signs what it may decide by them.
 *
 * @param iss names the host
 * @param templates of one model, one at least
 * @throws Problem `invalid_request` if a device key is no point of the curve
 */
export async function giveGrant(
  iss: string,
  keys: SigningKeys,
  { tenant }: Caller,
  { collection, subject }: SubjectAddress,
  { deviceKey, maxAge, targetFmr }: GrantWanted,
  calibration: MeasuredThresholds,
  templates: readonly Template[],
  now: Date,
): Promise<Granted> {
  const sealed = await sealTemplates(templates, deviceKey.sealing);
  const iat = Math.floor(now.getTime() / 1000);
  const exp = iat + maxAge;
  // The device may decide more strictly than the rate it is given; what is milder it has no need to know.
  const { score: mildest } = decisionThreshold(calibration, targetFmr, templates.length);
  const claims: GrantClaims = {
    format: grantFormat,
    iss,
    jti: crypto.randomUUID(),
    iat,
    exp,
    tenant,
    collection,
    subject,
    modelId: templates[0]!.modelId,
    cnf: { jwk: deviceKey.signing },
    sealed: await digestOf(sealed),
    templates: templates.length,
    targetFmr,
    thresholds: calibration.thresholds
      .filter(({ score }) => score >= mildest)
      .map(({ score, fmr }) => ({ score, fmr })),
    maxFailures,
  };
  const grant = await signGrant(claims, await keys.signer());
  return { grant, sealed, expiresAt: new Date(exp * 1000).toISOString() };
}
