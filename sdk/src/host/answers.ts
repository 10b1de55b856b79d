import type { Verification } from "../core/index.ts";
import type { Identified, LivenessClaim, Verified } from "../contract/index.ts";
import type { Caller } from "./gallery.ts";

// What leaves a host, the same on both. A score leaves only for a key that may see it.

/** @param liveness what the device claims; it is passed on as a claim, whatever it says */
export function verifiedAnswer(
  caller: Caller,
  modelId: string,
  { match, score, threshold }: Verification,
  liveness: LivenessClaim | undefined,
): Verified {
  return {
    match,
    modelId,
    threshold: { score: threshold.score, fmr: threshold.falsePositiveRate },
    keyBound: false,
    liveness: liveness ? "client-claimed" : "none",
    ...(caller.scores && { score }),
  };
}

export function identifiedAnswer(caller: Caller, answer: Identified): Identified {
  if (caller.scores) return answer;
  return { ...answer, candidates: answer.candidates.map(({ subject, rank }) => ({ subject, rank })) };
}
