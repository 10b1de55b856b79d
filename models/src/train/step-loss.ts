import type { Batch, Loss, LossOutput } from "../losses/loss.ts";
import type { Matrix } from "../matrix.ts";
import type { Miner } from "../miners/miner.ts";
import type { Random } from "../random.ts";

export interface StepLoss {
  readonly batch: Batch;
  /** Of the batch, where the learner has computed them for a loss that is of cosines; the gradient is then by these. */
  readonly cosines?: Matrix | undefined;
  readonly loss: Loss;
  readonly miner?: Miner | undefined;
  readonly random: Random;
  /** Embeddings of earlier steps, once they count. */
  readonly memory?: Batch | undefined;
  /** Of the loss against the memory. */
  readonly memoryWeight: number;
}

/**
 * The loss of a batch within itself, and against the memory where there is one (Wang 2020: the two are added; the memory
 * has no rows of the batch itself, which would be positives at no distance).
 */
export function stepLoss({ batch, cosines, loss, miner, random, memory, memoryWeight }: StepLoss): LossOutput {
  const within = against(undefined);
  return memory === undefined ? within : sum(within, against(memory), memoryWeight);

  function against(reference: Batch | undefined): LossOutput {
    const tuples = miner?.mine(batch, random, reference);
    if (cosines && loss.ofCosines) return loss.ofCosines({ cosines, labels: batch.labels, ...(tuples && { tuples }) });
    return loss.compute({ ...batch, ...(tuples && { tuples }), ...(reference && { reference }) });
  }
}

function sum(a: LossOutput, b: LossOutput, weight: number): LossOutput {
  const plus = (x: Float64Array, y: Float64Array) => x.map((value, i) => value + weight * y[i]!);
  const names = Object.keys(a.parameterGradients);
  return {
    loss: a.loss + weight * b.loss,
    gradient: plus(a.gradient, b.gradient),
    parameterGradients: Object.fromEntries(
      names.map((name) => [name, plus(a.parameterGradients[name]!, b.parameterGradients[name]!)]),
    ),
  };
}
