import { decideVerification, Problem, type Template, type Verification } from "@likeness/sdk/core";
import { askedBy, type Asking } from "./asking.ts";
import { provedBy } from "./proving.ts";
import type { SubjectParts } from "./subject-parts.ts";

export interface Comparison {
  readonly probe: Template;
  readonly targetFmr: number;
  readonly successor: Template | undefined;
}

export interface Verdict {
  readonly verification: Verification;
  readonly keyBound: boolean;
  readonly successorKept: boolean;
  /** The subject has left an older model with this: the server is to be told. */
  readonly moved: boolean;
}

/**
 * One attempt: prove, count, compare, record. Between reading a counter and writing it nothing is awaited; the count is
 * in storage before anything is compared, so that neither a hundred calls at once nor a restart gives one more try.
 */
export async function verify(
  parts: SubjectParts,
  asking: Asking,
  { probe, targetFmr, successor }: Comparison,
): Promise<Verdict> {
  const { vault, attempts, models, log, transaction, now } = parts;
  const { address } = asking;
  const proved = await provedBy(parts, asking);
  const by = askedBy(asking, proved?.device);

  // Before it counts: a bucket that does not answer is nobody's failed attempt.
  if (proved) await vault.unlock();
  const attempt = proved && begin();
  const templates = await vault.open(address, probe.modelId).catch(unlessErased);
  const { calibration } = models.card(probe.modelId);
  const verification = decideVerification(calibration, probe.vector, templates, targetFmr);
  const { match } = verification;
  const keepSuccessor =
    match && successor ? await vault.keepSuccessor(address, successor).catch(unlessErased) : undefined;

  return transaction(() => {
    const at = now();
    // Erased, or the device revoked, since it was compared: then this is an answer about nobody.
    proved?.assertRegistered();
    vault.assertKnown(address);
    if (attempt !== undefined && match) attempts.matched(attempt);
    const details = { match, modelId: probe.modelId, fmr: verification.threshold.falsePositiveRate };
    log.append("verified", by, details, at);
    const moved = match && vault.moved(address, probe.modelId);
    if (moved) log.append("moved", by, { modelId: probe.modelId }, at);
    const successorKept = keepSuccessor?.() ?? false;
    if (successorKept) log.append("successor_added", by, { modelId: successor!.modelId }, at);
    return { verification, keyBound: proved !== undefined, successorKept, moved };
  });

  /** Erased meanwhile: whose device is none any more is told no more than anybody, [VER4]. Else the attempt is told of. */
  function unlessErased(problem: unknown): never {
    proved?.assertRegistered();
    if (attempt !== undefined && problem instanceof Problem && vault.state()) {
      transaction(() => log.append("refused", by, { code: problem.code }, now()));
    }
    throw problem;
  }

  /** Spends the challenge and counts, or spends it and refuses. */
  function begin(): number {
    const begun = transaction(() => {
      proved!.confirm();
      try {
        vault.assertComparable(address, probe.modelId);
        return attempts.begin(parts.policyOf(address.tenant), now());
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        // Returned, so that the transaction stands: what was refused has spent its challenge, and the log says so.
        log.append("refused", by, { code: problem.code }, now());
        return problem;
      }
    });
    if (begun instanceof Problem) throw begun;
    return begun;
  }
}
