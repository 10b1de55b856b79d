import { euclidean } from "../distances/euclidean.ts";
import { everyTriplet } from "../miners/every-triplet.ts";
import { finiteOptions } from "../miners/options.ts";
import type { Loss } from "./loss.ts";
import { pairwiseLoss } from "./pairwise-loss.ts";

export interface TripletOptions {
  /** How much farther the negative shall be than the positive. Default 0.05. */
  readonly margin?: number;
  /** Takes the distance from positive to negative where it is the smaller one. Default false. */
  readonly swap?: boolean;
  /** log(1 + exp(violation)) in place of [violation]+. Default false. */
  readonly smoothLoss?: boolean;
}

/**
 * The positive shall be nearer to the anchor than the negative, by a margin: [d(a,p) - d(a,n) + margin]+, averaged
 * over the triplets where it is not zero.
 *
 * Schroff, Kalenichenko, Philbin 2015, "FaceNet", eq. 3, without the squares. The swap is Balntas et al. 2016,
 * "Learning local feature descriptors with triplets and shallow convolutional neural networks", sect. 3.2; the smooth
 * form Hermans, Beyer, Leibe 2017, "In defense of the triplet loss", sect. 2.
 *
 * @throws {RangeError} from `compute` for a swap with a reference: the distance from positive to negative lies in the
 * reference alone
 */
export function triplet({ margin = 0.05, swap = false, smoothLoss = false }: TripletOptions = {}): Loss {
  finiteOptions("triplet", { margin });
  return pairwiseLoss("triplet", euclidean, ({ values, columns }, slopes, input) => {
    if (swap && input.reference) throw new RangeError("triplet: swap does not go with a reference");
    let sum = 0;
    let count = 0;
    everyTriplet(input, (anchor, positive, negative) => {
      const ap = anchor * columns + positive;
      const an = anchor * columns + negative;
      const pn = positive * columns + negative;
      // Where both are as small, each takes half of the slope.
      const swapped = swap ? share(values[an]!, values[pn]!) : 0;
      const violation = values[ap]! - values[swapped > 0 ? pn : an]! + margin;
      const cost = smoothLoss ? softplus(violation) : violation;
      if (cost <= 0) return;
      sum += cost;
      count += 1;
      const slope = smoothLoss ? 1 / (1 + Math.exp(-violation)) : 1;
      slopes[ap]! += slope;
      slopes[an]! -= slope * (1 - swapped);
      if (swapped > 0) slopes[pn]! -= slope * swapped;
    });
    if (count === 0) return 0;
    for (let at = 0; at < slopes.length; at++) slopes[at]! /= count;
    return sum / count;
  });
}

function share(an: number, pn: number): number {
  if (an === pn) return 0.5;
  return pn < an ? 1 : 0;
}

function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}
