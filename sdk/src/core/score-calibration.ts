/**
 * What comparison scores of one model are worth as evidence: the natural logarithm of the likelihood ratio (LLR) of "one
 * subject" against "two subjects", so that it can be added to the logarithm of prior odds, and to that of other
 * evidence which does not hang on the score. Two fits to the same pairs, for two uses.
 */
export interface ScoreCalibration {
  /** Of what follows; another meaning gets another number. */
  readonly version: 1;
  /** LLR = slope * score + intercept. Two numbers: it follows the bulk of the scores, also where few pairs are. */
  readonly logistic: { readonly slope: number; readonly intercept: number };
  /**
   * Knots, from the lowest score to the highest, LLRs never falling; between them it goes straight, beyond them it stays
   * what it is at the last: no pair was seen there, so nothing more is claimed.
   */
  readonly isotonic: { readonly scores: readonly number[]; readonly llrs: readonly number[] };
}

/**
 * The LLR of a comparison score; positive speaks for one subject.
 *
 * @param fit by default `isotonic`, which claims nothing that was not seen
 */
export function logLikelihoodRatio(
  { logistic, isotonic }: Pick<ScoreCalibration, "logistic" | "isotonic">,
  score: number,
  fit: "logistic" | "isotonic" = "isotonic",
): number {
  return fit === "logistic" ? logistic.slope * score + logistic.intercept : between(isotonic, score);
}

function between({ scores, llrs }: ScoreCalibration["isotonic"], score: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]! < score) low = middle + 1;
    else high = middle;
  }
  // Now the first knot that is not below the score.
  if (low === 0) return llrs[0]!;
  if (low === scores.length) return llrs.at(-1)!;
  const part = (score - scores[low - 1]!) / (scores[low]! - scores[low - 1]!);
  return llrs[low - 1]! + part * (llrs[low]! - llrs[low - 1]!);
}
