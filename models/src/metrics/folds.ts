import { errorCurve } from "./error-curve.ts";
import { falseMatchesAt, missedAt, scoresOf, type Scores } from "./scores.ts";

/** Accuracy by the protocol of Labeled Faces in the Wild. */
export interface FoldAccuracy {
  /** Mean over the folds. */
  readonly accuracy: number;
  /** Of the mean. */
  readonly standardError: number;
  readonly folds: readonly { readonly threshold: number; readonly accuracy: number }[];
}

/**
 * "View 2" of LFW (Huang 2007, section IV): each fold is judged at the threshold that is best on all others; the mean,
 * and the standard error of the mean by the deviation between folds. LFW has ten of 300 mated and 300 non-mated pairs.
 * A pair that failed is judged to be of two.
 *
 * @throws {RangeError} for fewer than two folds
 */
export function foldAccuracy(folds: readonly Scores[]): FoldAccuracy {
  if (folds.length < 2) throw new RangeError(`${folds.length} folds cannot judge each other`);
  const judged = folds.map((fold, held) => {
    const others = folds.filter((_, i) => i !== held);
    const threshold = bestThreshold(
      scoresOf(
        others.flatMap(({ mated }) => Array.from(mated)),
        others.flatMap(({ nonMated }) => Array.from(nonMated)),
      ),
    );
    const wrong = missedAt(fold, threshold) + falseMatchesAt(fold, threshold);
    return { threshold, accuracy: 1 - wrong / (fold.mated.length + fold.nonMated.length) };
  });
  const mean = judged.reduce((sum, { accuracy }) => sum + accuracy, 0) / judged.length;
  const variance = judged.reduce((sum, { accuracy }) => sum + (accuracy - mean) ** 2, 0) / (judged.length - 1);
  return { accuracy: mean, standardError: Math.sqrt(variance / judged.length), folds: judged };
}

/** Halfway between the scores that it parts; of equally good ones the highest. */
function bestThreshold(scores: Scores): number {
  const { thresholds, matches, falseMatches } = errorCurve(scores);
  let [best, place] = [0, -1];
  for (let i = 0; i < thresholds.length; i++) {
    const right = matches[i]! - falseMatches[i]!;
    if (right > best) [best, place] = [right, i];
  }
  if (place < 0) return Infinity;
  const lower = thresholds[place + 1];
  return lower === undefined ? thresholds[place]! : (thresholds[place]! + lower) / 2;
}
