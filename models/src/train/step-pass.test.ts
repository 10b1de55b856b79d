import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { type Loss, multiSimilarity, nPairs, supCon, triplet } from "../losses/index.ts";
import { multiSimilarityMiner } from "../miners/index.ts";
import { adam, convNet, createLearner, head, type Learner, linear, type Network, sgd } from "../nn/index.ts";
import { seeded } from "../random.ts";
import { stepLoss } from "./step-loss.ts";
import { stepPass } from "./step-pass.ts";

const sessionOptions = { intraOpNumThreads: 1 };
const rows = 12;
const labels = Int32Array.from({ length: rows }, (_, row) => row >> 2);
// The last has rows of any length: it is for the step to normalise them.
const networks: readonly Network[] = [
  convNet({ input: [1, 8, 8], dimension: 6, channels: [4, 8] }),
  head({ input: [10], dimension: 4 }),
  { name: "lengths", input: [10], dimension: 4, layers: linear({ features: 4 }) },
];
const losses: readonly Loss[] = [multiSimilarity(), supCon(), nPairs()];

test.each(networks.flatMap((network) => losses.map((loss) => [network, loss] as const)))(
  "$0.name, $1.name: a step by way of the cosines is the step by way of the embeddings",
  async (network, loss) => {
    const learner = await createLearner({ network, optimiser: sgd(), seed: 1, ort, sessionOptions });
    const { byCosines: _, ...embeddingsOnly } = learner;
    const start = learner.state();
    const ways = [];
    for (const way of [learner, embeddingsOnly]) {
      learner.restore(start);
      ways.push({ ...(await step(way, network, loss)), state: learner.state() });
    }
    const [cosines, embeddings] = ways as [(typeof ways)[0], (typeof ways)[0]];
    expect([cosines.isByCosines, embeddings.isByCosines]).toEqual([true, false]);
    expect(cosines.loss / embeddings.loss).toBeCloseTo(1, 5);
    expect(cosines.gradientNorm / embeddings.gradientNorm).toBeCloseTo(1, 5);
    for (const [name, { data }] of Object.entries(start)) {
      const moved = ways.map(({ state }) => data.map((value, i) => state[name]!.data[i]! - value));
      const apart = Math.hypot(...moved[0]!.map((value, i) => value - moved[1]![i]!));
      expect(apart, name).toBeLessThanOrEqual(1e-5 * Math.hypot(...moved[1]!));
    }
    await learner.close();
  },
);

test("[NN4] by way of the cosines too, a restored learner takes the same steps bit for bit", async () => {
  const [network, loss] = [networks[0]!, losses[0]!];
  const make = (seed: number) => createLearner({ network, optimiser: adam(), seed, ort, sessionOptions });
  const [whole, second] = [await make(1), await make(2)];
  for (let i = 0; i < 3; i++) await step(whole, network, loss, 0.01);
  second.restore(whole.state());
  for (let i = 0; i < 3; i++)
    expect(await step(second, network, loss, 0.01)).toEqual(await step(whole, network, loss, 0.01));
  expect(second.state()).toEqual(whole.state());
  await Promise.all([whole.close(), second.close()]);
});

test("a loss of distances, and one against a memory, go by way of the embeddings", async () => {
  const learner = await createLearner({ network: networks[1]!, optimiser: sgd(), seed: 1, ort });
  const memory = { size: 9, from: 0 };
  expect(stepPass({ learner, loss: multiSimilarity() })).toBe(learner.byCosines);
  expect(stepPass({ learner, loss: triplet() })).not.toBe(learner.byCosines);
  expect(stepPass({ learner, loss: multiSimilarity(), memory })).not.toBe(learner.byCosines);
  await learner.close();
});

async function step(learner: Learner, { input }: Network, loss: Loss, rate = 1) {
  const random = seeded(3);
  const size = input.reduce((product, side) => product * side, rows);
  const pass = stepPass({ learner, loss });
  const { embeddings, cosines } = await pass.forward({
    data: Float32Array.from({ length: size }, () => random.normal()),
    shape: [rows, ...input],
  });
  const miner = loss.name === "multiSimilarity" ? multiSimilarityMiner() : undefined;
  const output = stepLoss({ batch: { embeddings, labels }, cosines, loss, miner, random, memoryWeight: 1 });
  const { gradientNorm } = await pass.backward(output.gradient, rate);
  return { isByCosines: cosines !== undefined, loss: output.loss, gradientNorm };
}
