import { finiteOptions, positiveOptions } from "../miners/options.ts";
import { atMostOneOfEach } from "./at-most-one.ts";
import { cosineLoss } from "./cosine-loss.ts";
import type { Loss } from "./loss.ts";
import { mated, nonMated, pairMarks } from "./pair-marks.ts";

export interface MultiSimilarityOptions {
  /** How sharply mated pairs are weighted by their similarity. Default 2. */
  readonly alpha?: number;
  /** How sharply non-mated pairs are. Default 50. */
  readonly beta?: number;
  /** The similarity from which a pair counts as hard. Default 0.5. */
  readonly base?: number;
}

/**
 * For each anchor, log(1 + Σ exp(-alpha (s(p) - base))) / alpha + log(1 + Σ exp(beta (s(n) - base))) / beta, averaged
 * over all rows, on cosines.
 *
 * Wang, Han, Huang, Dong, Scott 2019, "Multi-similarity loss with general pair weighting for deep metric learning",
 * eq. 15.
 */
export function multiSimilarity({ alpha = 2, beta = 50, base = 0.5 }: MultiSimilarityOptions = {}): Loss {
  positiveOptions("multiSimilarity", { alpha, beta });
  finiteOptions("multiSimilarity", { base });
  return cosineLoss("multiSimilarity", ({ values, rows, columns }, slopes, input) => {
    if (atMostOneOfEach(input)) return 0;
    const marks = pairMarks(input);
    const places = new Int32Array(columns);
    const parts = new Float64Array(columns);

    /** One of the two terms of a row, for exponents `scale * (s - base)`. */
    const term = (row: number, mark: number, scale: number): number => {
      const start = row * columns;
      let greatest = 0;
      let count = 0;
      for (let at = start; at < start + columns; at++) {
        if (!(marks[at]! & mark)) continue;
        const exponent = scale * (values[at]! - base);
        greatest = Math.max(greatest, exponent);
        places[count] = at;
        parts[count++] = exponent;
      }
      let sum = Math.exp(-greatest);
      for (let i = 0; i < count; i++) sum += parts[i] = Math.exp(parts[i]! - greatest);
      const share = Math.sign(scale) / sum / rows;
      for (let i = 0; i < count; i++) slopes[places[i]!]! += share * parts[i]!;
      return (greatest + Math.log(sum)) / Math.abs(scale);
    };

    let loss = 0;
    for (let row = 0; row < rows; row++) loss += (term(row, mated, -alpha) + term(row, nonMated, beta)) / rows;
    return loss;
  });
}
