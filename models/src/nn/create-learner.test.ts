import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { runOnnx } from "../oracle/run-onnx.ts";
import { seeded } from "../random.ts";
import { createLearner } from "./create-learner.ts";
import { sizeOf } from "./graph/node.ts";
import { dropout } from "./layers/dropout.ts";
import { linear } from "./layers/linear.ts";
import { sequential } from "./layers/sequential.ts";
import type { Inputs, Learner, LearnerState } from "./learner.ts";
import { convNet } from "./networks/conv-net.ts";
import { head } from "./networks/head.ts";
import { mobileFaceNet } from "./networks/mobile-face-net.ts";
import { adam } from "./optimisers/adam.ts";
import { sgd } from "./optimisers/sgd.ts";

const small = convNet({ input: [1, 8, 8], dimension: 6, channels: [4, 8] });
const sessionOptions = { intraOpNumThreads: 1 };

function drawn(seed: number, shape: readonly number[]): Inputs {
  const random = seeded(seed);
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) };
}

/** Pulls each row towards a place of its own. */
async function steps(learner: Learner, count: number, input: readonly number[], from = 0): Promise<number> {
  let loss = NaN;
  for (let step = from; step < from + count; step++) {
    const { data, rows, columns } = await learner.forward(drawn(step % 2, [8, ...input]));
    const { data: target } = drawn(100 + (step % 2), [rows, columns]);
    loss = -data.reduce((sum, value, i) => sum + value * target[i]!, 0);
    await learner.backward(target.map((value) => -value), 0.01);
  }
  return loss;
}

test("a network learns what it is told", async () => {
  const learner = await createLearner({ network: small, optimiser: adam(), seed: 1, ort, sessionOptions });
  const first = await steps(learner, 1, small.input);
  expect(await steps(learner, 60, small.input)).toBeLessThan(first - 8);
  await learner.close();
});

test("a learner that goes on from a state takes the very steps that the first one took", async () => {
  const make = (seed: number) => createLearner({ network: small, optimiser: adam(), seed, ort, sessionOptions });
  const [whole, second] = [await make(1), await make(2)];
  await steps(whole, 3, small.input);
  second.restore(whole.state());
  await steps(whole, 3, small.input, 3);
  await steps(second, 3, small.input, 3);
  expect(second.state()).toEqual(whole.state());
  expect(second.exportOnnx()).toEqual(whole.exportOnnx());
  await Promise.all([whole.close(), second.close()]);
});

test("a residual head starts as what comes in, at length 1, and learns", async () => {
  const network = head({ input: [6], dimension: 6, hidden: [4], residual: true });
  const learner = await createLearner({ network, optimiser: adam(), seed: 1, ort, sessionOptions });
  const batch = drawn(3, [5, 6]);
  const { data } = await learner.embed(batch);
  const lengths = [0, 1, 2, 3, 4].map((row) => Math.hypot(...batch.data.subarray(row * 6, row * 6 + 6)));
  data.forEach((value, i) => expect(value).toBeCloseTo(batch.data[i]! / lengths[Math.floor(i / 6)]!, 6));
  const first = await steps(learner, 1, [6]);
  expect(await steps(learner, 40, [6])).toBeLessThan(first - 1);
  await learner.close();
});

test("weights follow from the seed", async () => {
  const weights = async (seed: number) =>
    (await createLearner({ network: small, optimiser: sgd(), seed, ort })).state()["conv1/filters"]!.data;
  expect(await weights(5)).toEqual(await weights(5));
  expect(await weights(5)).not.toEqual(await weights(6));
});

test.each([
  small,
  head({ input: [10], dimension: 4, hidden: [6] }),
  mobileFaceNet({
    input: [3, 16, 16],
    dimension: 6,
    width: 1 / 8,
    bottlenecks: [{ expansion: 2, channels: 32, count: 2, stride: 2 }],
  }),
])("$name: the exported file, batch-norm folded, gives what the running statistics say", async (network) => {
  const learner = await createLearner({ network, optimiser: sgd({ momentum: 0.5 }), seed: 3, ort, sessionOptions });
  await steps(learner, 6, network.input);
  // After many batches the same over and over, running statistics are those of that batch.
  const batch = drawn(9, [16, ...network.input]);
  for (let i = 0; i < 60; i++) {
    await learner.forward(batch);
    await learner.backward(new Float32Array(16 * network.dimension), 0);
  }
  const trained = await learner.forward(batch);
  const exported = await runOnnx(learner.exportOnnx(), batch.data, batch.shape, "input");
  const embedded = await learner.embed(batch);

  // The running variance is the unbiased one, n / (n - 1) of the batch's.
  expect(largestDifference(embedded.data, trained.data)).toBeLessThan(0.05);
  expect(largestDifference(exported.embedding!.data, embedded.data)).toBeLessThan(1e-6);
  await learner.close();
});

test("embeddings do not depend on how many rows are asked for at once, and change after a step", async () => {
  const learner = await createLearner({ network: small, optimiser: sgd(), seed: 3, ort, sessionOptions });
  const many = drawn(4, [300, ...small.input]);
  const all = await learner.embed(many);
  const last = await learner.embed({ data: many.data.slice(-64), shape: [1, ...small.input] });
  expect(largestDifference(all.data.slice(-6), last.data)).toBeLessThan(1e-6);
  await steps(learner, 1, small.input);
  expect(await learner.embed(many)).not.toEqual(all);
  expect((await learner.embed({ data: new Float32Array(), shape: [0, ...small.input] })).rows).toBe(0);
  await learner.close();
});

test("a gradient that is not finite is refused, and nothing has changed", async () => {
  const learner = await createLearner({ network: small, optimiser: adam(), seed: 1, ort, sessionOptions });
  await steps(learner, 2, small.input);
  const before = learner.state();
  await learner.forward(drawn(1, [8, ...small.input]));
  await expect(learner.backward(new Float32Array(8 * 6).fill(NaN), 0.1)).rejects.toMatchObject({ code: "not_finite" });
  expect(learner.state()).toEqual(before);
  await learner.close();
});

test("a state of another network is refused by the first name that differs", async () => {
  const learner = await createLearner({ network: small, optimiser: adam(), seed: 1, ort });
  const state = learner.state();
  const { "conv2/filters": _, ...missing } = state;
  const cases: [LearnerState, string][] = [
    [missing, "the checkpoint has no conv2/filters"],
    [{ ...state, "conv3/filters": state["conv2/filters"]! }, "conv3/filters"],
    [{ ...state, "norm1/mean": { shape: [2], data: new Float32Array(2) } }, "norm1/mean is [2], not [4]"],
  ];
  for (const [wrong, message] of cases) expect(() => learner.restore(wrong)).toThrow(message);
  expect(learner.state()).toEqual(state);
});

test("dropout leaves out other values in each step, the same ones after a restart, and none in inference", async () => {
  const layers = sequential([dropout({ rate: 0.25 }), linear({ features: 400, bias: false })]);
  const network = { name: "dropped", input: [400], dimension: 400, layers };
  const learner = await createLearner({ network, optimiser: sgd(), seed: 1, ort, sessionOptions });
  const identity = Float32Array.from({ length: 400 ** 2 }, (_, i) => (i % 401 === 0 ? 1 : 0));
  const start = { ...learner.state(), "linear1/weights": { shape: [400, 400], data: identity } };
  learner.restore(start);
  const ones = { shape: [5, 400], data: new Float32Array(2000).fill(1) };
  const { data: first } = await learner.forward(ones);
  // With 2,000 draws of a chance of 1/4, 100 is more than five deviations.
  expect(Math.abs(first.filter((value) => value === 0).length - 500)).toBeLessThan(100);
  expect(Math.max(...first)).toBeCloseTo(4 / 3, 6);
  // dLoss/dWeights[0] is the sum of what went in: nothing comes of what was left out.
  await learner.backward(ones.data, 1);
  const after = learner.state()["linear1/weights"]!.data;
  const moved = identity.map((value, i) => value - after[i]!);
  const sumOf = (column: number) => [0, 1, 2, 3, 4].reduce((sum, row) => sum + first[row * 400 + column]!, 0);
  const sums = Float32Array.from({ length: 400 }, (_, column) => sumOf(column));
  expect(largestDifference(moved.slice(0, 400), sums)).toBeLessThan(1e-5);
  learner.restore({ ...start, "sgd/steps": { shape: [1], data: Float32Array.of(1) } });
  const second = await learner.forward(ones);
  expect(second.data).not.toEqual(first);
  learner.restore(start);
  expect((await learner.forward(ones)).data).toEqual(first);
  expect((await learner.embed(ones)).data).toEqual(ones.data);
  await learner.close();
});

test("batches of two sizes take turns, and a third has its own sessions", async () => {
  const learner = await createLearner({ network: small, optimiser: sgd(), seed: 1, ort, sessionOptions });
  for (const rows of [4, 8, 6, 4]) {
    expect((await learner.forward(drawn(rows, [rows, ...small.input]))).rows).toBe(rows);
    await learner.backward(new Float32Array(rows * 6).fill(0.1), 0.1);
  }
  await learner.close();
});

test("cosines go forward and back together", async () => {
  const learner = await createLearner({ network: small, optimiser: sgd(), seed: 1, ort, sessionOptions });
  const { byCosines } = learner;
  const { embeddings, cosines } = await byCosines!.forward(drawn(1, [3, ...small.input]));
  const { data: same } = await learner.forward(drawn(1, [3, ...small.input]));
  expect(embeddings.data).toEqual(same);
  for (let i = 0; i < 9; i++) {
    const [a, b] = [Math.floor(i / 3), i % 3].map((row) => same.subarray(row * 6, (row + 1) * 6));
    expect(cosines.data[i]).toBeCloseTo(a!.reduce((sum, value, k) => sum + value * b![k]!, 0), 6);
  }
  await expect(byCosines!.backward(new Float32Array(9), 0.1)).rejects.toThrow("backward comes after forward");
  await byCosines!.forward(drawn(1, [3, ...small.input]));
  await expect(byCosines!.backward(new Float32Array(18), 0.1)).rejects.toThrow("a gradient of 3 x 3 has not 18 values");
  await learner.close();
});

test("what does not fit is named", async () => {
  const learner = await createLearner({ network: small, optimiser: sgd(), seed: 1, ort });
  await expect(learner.forward(drawn(1, [4, 1, 9, 8]))).rejects.toThrow("rows of [1, 8, 8] are wanted");
  await expect(learner.backward(new Float32Array(6), 0.1)).rejects.toThrow("backward comes after forward");
  const wrong = { ...head({ input: [4], dimension: 3 }), dimension: 5 };
  await expect(createLearner({ network: wrong, optimiser: sgd(), seed: 1, ort })).rejects.toThrow("gives [3], not [5]");
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
