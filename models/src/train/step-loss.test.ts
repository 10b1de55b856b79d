import { expect, test } from "vitest";
import type { LossInput } from "../losses/loss.ts";
import { matrix } from "../matrix.ts";
import type { Miner } from "../miners/miner.ts";
import { seeded } from "../random.ts";
import { stepLoss } from "./step-loss.ts";

const batch = { embeddings: matrix(Float64Array.of(1, 2), 2, 1), labels: Int32Array.of(0, 1) };
const memory = { embeddings: matrix(Float64Array.of(3), 1, 1), labels: Int32Array.of(0) };

/** 1 within the batch and 10 against a memory, and keeps what it was asked. */
function told(asked: LossInput[] = []) {
  const compute = (input: LossInput) => {
    asked.push(input);
    const value = input.reference ? 10 : 1;
    return { loss: value, gradient: Float64Array.of(value, -value), parameterGradients: { beta: Float64Array.of(2 * value) } };
  };
  return { name: "told", parameters: { beta: { shape: [1], values: new Float64Array(1) } }, compute };
}

test("the loss against the memory is added with its weight, gradients too", () => {
  expect(stepLoss({ batch, loss: told(), random: seeded(1), memory, memoryWeight: 0.5 })).toEqual({
    loss: 6,
    gradient: Float64Array.of(6, -6),
    parameterGradients: { beta: Float64Array.of(12) },
  });
});

test("without a memory it is the batch's own, and no miner gives no tuples", () => {
  const asked: LossInput[] = [];
  expect(stepLoss({ batch, loss: told(asked), random: seeded(1), memoryWeight: 1 }).loss).toBe(1);
  expect(asked).toEqual([batch]);
});

test("the miner chooses within the batch and again against the memory", () => {
  const one = Int32Array.of(0);
  const miner: Miner = {
    name: "one",
    mine: (_, __, reference) => ({ kind: "triplets", anchors: one, positives: one, negatives: Int32Array.of(reference ? 5 : 1) }),
  };
  const asked: LossInput[] = [];
  stepLoss({ batch, loss: told(asked), miner, random: seeded(1), memory, memoryWeight: 1 });
  expect(asked.map(({ tuples, reference }) => [tuples!.negatives[0], reference])).toEqual([[1, undefined], [5, memory]]);
});
