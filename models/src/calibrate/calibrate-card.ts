import type { Calibration, EmbedderCard, PictureEmbedderCard } from "@likeness/sdk/core";
import type { Scores, SubjectScores } from "../metrics/index.ts";
import { distinctKnots } from "./distinct-knots.ts";
import { calibrationFigures } from "./figures.ts";
import { fit, type FitOptions } from "./fit.ts";
import { rounded } from "../rounded.ts";

export interface CalibrateOptions extends FitOptions {
  /** Which pictures of whom the scores are of, in words. */
  readonly data: string;
  /** How the pairs were made, in words. */
  readonly protocol: string;
  /** Numbers from 0 up to 1: with them, and scores that know whose they are, figures have intervals by subject. */
  readonly random?: () => number;
  /** Draws of subjects for them; 200 by default. */
  readonly rounds?: number;
}

/**
 * The card with score calibration and thresholds fitted to these scores, and the figures that say how good the fit is.
 * What it said of another calibration is replaced; its `modelId` stays, because templates do.
 *
 * @param scores cosines of pairs of templates of this model; those of `subjectScores` also give intervals and the cost on
 *   subjects that were held out
 * @throws {TrainingError} `data_invalid`, as `fit`
 */
export function calibrateCard<Card extends EmbedderCard | PictureEmbedderCard>(
  card: Card,
  scores: Scores | SubjectScores,
  options: CalibrateOptions,
): Card {
  const { data, protocol, targets, rounds, random } = options;
  const fitted = fit(scores, options);
  const { matedPairs, nonMatedPairs, thresholds } = fitted;
  const { logistic, isotonic } = rounded(fitted.scores);
  const written = { version: 1, logistic, isotonic: distinctKnots(isotonic) } as const;
  const pairs = { score: "cosine", data, protocol, matedPairs, nonMatedPairs } as const;
  const calibration: Calibration = { ...pairs, thresholds: rounded(thresholds), scores: written };
  const figures = calibrationFigures(scores, fitted.scores, {
    data,
    ...(targets && { targets }),
    ...(rounds !== undefined && { rounds }),
    ...(random && { random }),
  });
  const others = card.accuracy.filter(({ figure }) => !figures.some((one) => one.figure === figure));
  return { ...card, accuracy: [...others, ...rounded(figures)], calibration };
}
