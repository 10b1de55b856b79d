import type { Verification } from "../core/index.ts";
import type { IdentificationThreshold, Identified, LivenessClaim, Verified } from "../contract/index.ts";
import type { Caller } from "./gallery.ts";

// What leaves a host, the same on both. A score leaves only for a key that may see it.

/**
 * @param keyBound whether a registered device has proved the request
 * @param liveness what the device claims; it is passed on as a claim, whatever it says
 */
export function verifiedAnswer(
  caller: Pick<Caller, "scores">,
  modelId: string,
  { match, score, threshold }: Verification,
  keyBound: boolean,
  liveness: LivenessClaim | undefined,
): Verified {
  return {
    match,
    modelId,
    threshold: { ...(caller.scores && { score: threshold.score }), fmr: threshold.falsePositiveRate },
    keyBound,
    liveness: liveness ? "client-claimed" : "none",
    ...(caller.scores && { score }),
  };
}

/** An order by rank would tell who is nearer, so it leaves with the scores alone. */
export function identifiedAnswer(caller: Pick<Caller, "scores">, answer: Identified): Identified {
  if (caller.scores) return answer;
  const subjects = answer.candidates.map(({ subject }) => subject).toSorted();
  return {
    ...answer,
    threshold: unscored(answer.threshold),
    candidates: subjects.map((subject) => ({ subject })),
    plan: answer.plan.map((stage) => (stage.threshold ? { ...stage, threshold: unscored(stage.threshold) } : stage)),
  };
}

const unscored = ({ fmr, fpir }: IdentificationThreshold): IdentificationThreshold => ({ fmr, fpir });
