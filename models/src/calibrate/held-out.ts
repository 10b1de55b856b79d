import { logLikelihoodRatio } from "@likeness/sdk/core";
import { weightsOf, type SubjectScores } from "../metrics/index.ts";
import { cllr } from "./cost.ts";
import { fitScores } from "./fit.ts";
import type { Targets } from "./logistic.ts";
import { tallyOf, total } from "./tally.ts";

/** What a calibration costs on subjects that it was not fitted to, in bits. */
export interface HeldOutCost {
  readonly logistic: number;
  readonly isotonic: number;
  /** Fits that were made; folds without pairs of both kinds are passed over. */
  readonly folds: number;
}

/**
 * Cross-validation by subject: each fold's subjects are compared among themselves, at a calibration that was fitted to
 * pairs of the others alone. A pair of one subject in a fold and one outside of it is in neither part.
 *
 * @returns the mean over the folds; undefined where no fold has pairs of both kinds on either side
 */
export function heldOutCost(scores: SubjectScores, { folds = 5, targets = "platt" as Targets } = {}): HeldOutCost | undefined {
  const costs: { logistic: number; isotonic: number }[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const isIn = Float64Array.from({ length: scores.subjects }, (_, subject) => (subject % folds === fold ? 1 : 0));
    const inside = tallyOf(scores, weightsOf(scores, isIn));
    const outside = tallyOf(scores, weightsOf(scores, isIn.map((one) => 1 - one)));
    if ([inside, outside].some(({ mated, nonMated }) => total(mated) === 0 || total(nonMated) === 0)) continue;
    const fitted = fitScores(outside, targets);
    const cost = (how: "logistic" | "isotonic") => cllr(inside, (score) => logLikelihoodRatio(fitted, score, how));
    costs.push({ logistic: cost("logistic"), isotonic: cost("isotonic") });
  }
  if (costs.length === 0) return undefined;
  const mean = (how: "logistic" | "isotonic") => costs.reduce((sum, cost) => sum + cost[how], 0) / costs.length;
  return { logistic: mean("logistic"), isotonic: mean("isotonic"), folds: costs.length };
}
