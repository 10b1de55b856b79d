import { defaultTargetFmr } from "../contract/defaults.ts";
import type { AuditClaims, LivenessClaim, Verified } from "../contract/messages.ts";
import { assertSameModel, decideVerification, type Template } from "../core/index.ts";
import { auditFormat, auditType } from "./audit.ts";
import type { DeviceKey } from "../device/device-key.ts";
import { digestOf } from "../device/digest.ts";
import type { OpenedGrant } from "./open-grant.ts";
import type { HeldGrant, WaitingAudit } from "./store/offline-store.ts";

/** What a grant decided. The same as a host's answer, and marked. */
export interface OfflineVerified extends Pick<Verified, "match" | "modelId" | "threshold" | "liveness"> {
  readonly keyBound: false;
  readonly offline: true;
  /** Which grant it was decided by. */
  readonly grant: string;
  /** By the device's clock. ISO 8601, UTC. */
  readonly at: string;
}

export interface Comparison {
  readonly probe: Template;
  readonly targetFmr?: number | undefined;
  readonly liveness?: LivenessClaim | undefined;
}

/** A decision that nobody has been told of: what is to be written before it is answered. */
export interface OfflineDecision {
  readonly answer: OfflineVerified;
  readonly after: HeldGrant;
  readonly audit: WaitingAudit;
}

/**
 * Compares the probe with the grant's templates, as the host would have.
 *
 * @throws Problem `model_mismatch`
 */
export async function decideOffline(
  held: HeldGrant,
  { grant, templates }: OpenedGrant,
  { probe, targetFmr = defaultTargetFmr, liveness }: Comparison,
  device: DeviceKey,
  now: number,
): Promise<OfflineDecision> {
  const { modelId } = grant;
  assertSameModel(modelId, probe.modelId);
  const rate = Math.min(targetFmr, grant.targetFmr);
  const { match, threshold } = decideVerification(grant, probe.vector, templates, rate);
  const claims: AuditClaims = {
    format: auditFormat,
    grant: grant.jti,
    sequence: held.decisions + 1,
    previous: held.last,
    at: new Date(now).toISOString(),
    match,
    modelId,
    fmr: threshold.falsePositiveRate,
    ...(liveness && { liveness }),
  };
  const audit = await device.sign(claims, auditType);
  const id = await digestOf(audit);
  return {
    answer: {
      match,
      modelId,
      threshold: { fmr: claims.fmr },
      keyBound: false,
      liveness: liveness ? "client-claimed" : "none",
      offline: true,
      grant: grant.jti,
      at: claims.at,
    },
    after: {
      ...held,
      decisions: claims.sequence,
      failures: held.failures + (match ? 0 : 1),
      last: id,
      seen: Math.max(held.seen, now),
    },
    audit: { id, address: held.address, grant: held.grant, audit },
  };
}
