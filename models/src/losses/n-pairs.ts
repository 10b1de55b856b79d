import { cosine } from "../distances/cosine.ts";
import { type Matrix, matrix, rowOf } from "../matrix.ts";
import { checkInput } from "../miners/checked-input.ts";
import { everyPositive } from "../miners/every-pair.ts";
import { finiteOutput } from "./finite-output.ts";
import type { Loss, LossInput } from "./loss.ts";
import { noReference } from "./no-reference.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

/**
 * N classes, one pair of each: the anchor shall choose its positive among those of all classes, -log softmax of the
 * similarities, averaged over the anchors. The similarity is the cosine, as rows are normalised by default in
 * pytorch-metric-learning; the paper does not normalise and adds a penalty on the lengths instead.
 *
 * Of each class the first pair of the tuples is taken (of the batch, where there are no tuples).
 *
 * Sohn 2016, "Improved deep metric learning with multi-class N-pair loss objective", eq. 7.
 *
 * @throws {RangeError} from `compute` for a reference, as pytorch-metric-learning's does
 */
export function nPairs(): Loss {
  return {
    name: "nPairs",
    parameters: {},
    compute: (input) => {
      checkInput(input);
      noReference("nPairs", input);
      const { anchors, positives } = onePairOfEachClass(input);
      const gradient = new Float64Array(input.embeddings.data.length);
      const pairs = cosine(picked(input.embeddings, anchors), picked(input.embeddings, positives));
      const slopes = new Float64Array(pairs.values.length);
      const share = 1 / anchors.length;
      let loss = 0;
      for (let i = 0; i < anchors.length; i++) {
        loss += share * softmaxCrossEntropy(pairs.values, i * anchors.length, anchors.length, i, share, slopes);
      }
      add(gradient, anchors, pairs.backward(slopes), input.embeddings.columns);
      add(gradient, positives, pairs.toReference(slopes), input.embeddings.columns);
      return finiteOutput("nPairs", { loss, gradient, parameterGradients: {} });
    },
  };
}

function onePairOfEachClass(input: LossInput): { anchors: number[]; positives: number[] } {
  const first = new Map<number, readonly [number, number]>();
  everyPositive(input, (anchor, positive) => {
    const label = input.labels[anchor]!;
    if (!first.has(label)) first.set(label, [anchor, positive]);
  });
  const pairs = [...first.values()];
  return { anchors: pairs.map(([anchor]) => anchor), positives: pairs.map(([, positive]) => positive) };
}

function picked(from: Matrix, rows: readonly number[]): Matrix {
  const data = new Float64Array(rows.length * from.columns);
  for (const [i, row] of rows.entries()) data.set(rowOf(from, row), i * from.columns);
  return matrix(data, rows.length, from.columns);
}

function add(gradient: Float64Array, rows: readonly number[], part: Float64Array, columns: number): void {
  for (const [i, row] of rows.entries()) {
    for (let k = 0; k < columns; k++) gradient[row * columns + k]! += part[i * columns + k]!;
  }
}
