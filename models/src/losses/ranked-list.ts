import { euclidean } from "../distances/euclidean.ts";
import { finiteOptions } from "../miners/options.ts";
import type { Loss } from "./loss.ts";
import { noReference } from "./no-reference.ts";
import { pairwiseLoss } from "./pairwise-loss.ts";

export interface RankedListOptions {
  /** How far the mated shall be inside of where the non-mated begin. */
  readonly margin: number;
  /** How sharply non-mated pairs are weighted by their violation. Above 5 it may overflow. */
  readonly tn: number;
  /** The part of the non-mated in the loss, 0 to 1. Default 0.5. */
  readonly imbalance?: number;
  /** The distance up to which non-mated pairs are pushed. Default 1 + margin / 2. */
  readonly alpha?: number;
  /** How sharply mated pairs are weighted by their violation. Default 0: all alike. */
  readonly tp?: number;
}

/** Keeps the weighted means from dividing by nothing; it is added for each row of the batch. */
const epsilon = 1e-5;

/**
 * For each anchor, the weighted mean violation of its mated pairs beyond alpha - margin and of its non-mated ones
 * within alpha, weights exp(temperature * violation); averaged over all rows. Pairs at distance zero count for nothing.
 *
 * Wang, Hua, Kodirov, Hu, Garnier, Robertson 2019, "Ranked list loss for deep metric learning", sect. 3.
 *
 * @throws {RangeError} for an imbalance out of 0 to 1; from `compute` for tuples or a reference, as
 * pytorch-metric-learning's does: the loss chooses its pairs itself
 */
export function rankedList(options: RankedListOptions): Loss {
  const { margin, tn, imbalance = 0.5, alpha = 1 + margin / 2, tp = 0 } = options;
  finiteOptions("rankedList", { margin, tn, alpha, tp });
  if (!(imbalance >= 0 && imbalance <= 1)) throw new RangeError(`rankedList: imbalance is ${imbalance}, not 0 to 1`);
  const near = alpha - margin;
  return pairwiseLoss("rankedList", euclidean, ({ values, rows }, slopes, input) => {
    noReference("rankedList", input);
    if (input.tuples) throw new RangeError("rankedList has no use for tuples: it chooses its pairs itself");
    const { labels } = input;

    /** The weighted mean violation of a row on one side, `sign * (distance - bound)`; its slopes times `share`. */
    const side = (row: number, same: boolean, bound: number, sign: 1 | -1, temperature: number, share: number) => {
      const violation = (other: number): number => {
        const distance = values[row * rows + other]!;
        const counts = other !== row && (labels[other] === labels[row]) === same && distance > 0;
        return counts ? sign * (distance - bound) : 0;
      };
      let weights = rows * epsilon;
      let sum = 0;
      for (let other = 0; other < rows; other++) {
        const excess = violation(other);
        if (excess <= 0) continue;
        const weight = Math.exp(temperature * excess);
        weights += weight;
        sum += weight * excess;
      }
      const mean = sum / weights;
      for (let other = 0; other < rows; other++) {
        const excess = violation(other);
        if (excess <= 0) continue;
        // The weights depend on the distance too: d(Σwe / Σw) = w (1 + T (e - mean)) / Σw.
        const slope = (Math.exp(temperature * excess) * (1 + temperature * (excess - mean))) / weights;
        slopes[row * rows + other]! += share * sign * slope;
      }
      return share * mean;
    };

    let loss = 0;
    for (let row = 0; row < rows; row++) {
      loss += side(row, true, near, 1, tp, (1 - imbalance) / rows);
      loss += side(row, false, alpha, -1, tn, imbalance / rows);
    }
    return loss;
  });
}
