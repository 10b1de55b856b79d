import { logLikelihoodRatio, type EmbedderCard } from "@likeness/sdk/core";

type Calibrated = Pick<EmbedderCard, "calibration">;

/**
 * How strongly a score speaks for one subject, comparable between models, which cosines are not: the log-likelihood ratio
 * where all models have been fitted one, else how rare a false match is at the strictest threshold that the score passes.
 */
export function strengthBy(cards: readonly Calibrated[]): (card: Calibrated, score: number) => number {
  if (cards.every(({ calibration }) => calibration.scores)) {
    return ({ calibration }, score) => logLikelihoodRatio(calibration.scores!, score);
  }
  return ({ calibration }, score) => {
    const passed = calibration.thresholds.filter((threshold) => threshold.score <= score);
    return -Math.log(Math.min(1, ...passed.map(({ fmr }) => fmr)));
  };
}
