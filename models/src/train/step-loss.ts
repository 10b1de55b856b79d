import type { Batch, Loss, LossOutput } from "../losses/loss.ts";
import type { Miner } from "../miners/miner.ts";
import type { Random } from "../random.ts";

export interface StepLoss {
  readonly batch: Batch;
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
export function stepLoss({ batch, loss, miner, random, memory, memoryWeight }: StepLoss): LossOutput {
  const within = against(undefined);
  return memory === undefined ? within : sum(within, against(memory), memoryWeight);

  function against(reference: Batch | undefined): LossOutput {
    const tuples = miner?.mine(batch, random, reference);
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
