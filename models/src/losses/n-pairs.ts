import { everyPositive } from "../miners/every-pair.ts";
import { cosineLoss } from "./cosine-loss.ts";
import type { Loss, Pairing } from "./loss.ts";
import { noReference } from "./no-reference.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

/**
 * N classes, one pair of each: the anchor shall choose its positive among those of all classes, -log softmax of the
 * similarities, averaged over the anchors. The similarity is the cosine, as rows are normalised by default in
 * pytorch-metric-learning; the paper does not normalise and adds a penalty on the lengths instead.
 *
 * Of each class the first pair of the tuples is taken (of the batch, where there are no tuples).
 *
 * Sohn 2016, "Improved deep metric learning with multi-class N-pair loss objective", sect. 3.2.
 *
 * @throws {RangeError} from `compute` for a reference, as pytorch-metric-learning's does
 */
export function nPairs(): Loss {
  return cosineLoss("nPairs", ({ values, columns }, slopes, input) => {
    noReference("nPairs", input);
    const pairs = onePairOfEachClass(input);
    const likenesses = new Float64Array(pairs.length);
    const own = new Float64Array(pairs.length);
    const share = 1 / pairs.length;
    let loss = 0;
    for (const [i, [anchor]] of pairs.entries()) {
      for (const [j, [, positive]] of pairs.entries()) likenesses[j] = values[anchor * columns + positive]!;
      loss += share * softmaxCrossEntropy(likenesses, 0, pairs.length, i, share, own);
      for (const [j, [, positive]] of pairs.entries()) slopes[anchor * columns + positive]! += own[j]!;
    }
    return loss;
  });
}

function onePairOfEachClass(input: Pairing): readonly (readonly [anchor: number, positive: number])[] {
  const first = new Map<number, readonly [number, number]>();
  everyPositive(input, (anchor, positive) => {
    const label = input.labels[anchor]!;
    if (!first.has(label)) first.set(label, [anchor, positive]);
  });
  return [...first.values()];
}
