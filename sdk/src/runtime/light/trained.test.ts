import { readFile } from "node:fs/promises";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { defaultModels } from "@likeness/models";
import { fuse } from "../../../../models/src/fuse/index.ts";
import {
  averagePool,
  batchNorm,
  conv,
  convNet,
  createLearner,
  depthwiseConv,
  globalAverage,
  head,
  linear,
  maxPool,
  mobileFaceNet,
  type Network,
  prelu,
  relu,
  residual,
  sequential,
  sgd,
} from "../../../../models/src/nn/index.ts";
import { noise, runtime } from "./one-node.fixture.ts";

/** The file of a network whose weights and running statistics are all by chance, as if it had been trained. */
async function exported(network: Network): Promise<Uint8Array> {
  const learner = await createLearner({ network, optimiser: sgd(), seed: 1, ort });
  const state = Object.entries(learner.state()).map(([name, { shape, data }], seed) => {
    const by = noise(data.length, seed + 2);
    // Variances stay above 0.
    return [name, { shape, data: data.map((value, i) => value * (1 + by[i]! / 2) + (value === 0 ? by[i]! / 4 : 0)) }];
  });
  learner.restore(Object.fromEntries(state));
  const file = learner.exportOnnx();
  await learner.close();
  return file;
}

/** The least cosine of the rows that the light runtime and onnxruntime give. */
async function leastCosine(model: Uint8Array, input: string, shape: readonly number[]): Promise<number> {
  const data = noise(shape.reduce((product, length) => product * length, 1), 9);
  const session = await runtime.load(model);
  const [ours] = Object.values(await session.run({ [input]: { data, shape } }));
  await session.release();
  const reference = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const [theirs] = Object.values(await reference.run({ [input]: new ort.Tensor("float32", data, shape) }));
  await reference.release();
  expect(ours!.shape).toEqual(theirs!.dims);
  const [rows, columns] = ours!.shape as [number, number];
  const wanted = theirs!.data as Float32Array;
  const cosines = Array.from({ length: rows }, (_, row) => {
    let [dot, one, other] = [0, 0, 0];
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      dot += ours!.data[i]! * wanted[i]!;
      one += ours!.data[i]! ** 2;
      other += wanted[i]! ** 2;
    }
    return dot / Math.sqrt(one * other);
  });
  return Math.min(...cosines);
}

/** What the networks above do not have: means, batch-norm that no convolution carries, a rectifier of the input. */
const others: Network = {
  name: "other-layers",
  input: [5, 19, 14],
  dimension: 9,
  layers: sequential([
    prelu(),
    averagePool({ kernel: 3, stride: 2 }),
    batchNorm(),
    residual(sequential([conv({ channels: 5, kernel: 3, bias: true }), relu(), depthwiseConv({ kernel: 5 })])),
    prelu(),
    batchNorm(),
    maxPool({ kernel: 3, stride: 1, pad: 1 }),
    globalAverage(),
    batchNorm(),
    prelu(),
    linear({ features: 9, bias: false }),
    prelu(),
    batchNorm(),
  ]),
};

test.each([
  others,
  convNet({ input: [1, 28, 28], dimension: 64 }),
  convNet({ input: [3, 30, 33], dimension: 10, channels: [7, 12] }),
  head({ input: [128], dimension: 32 }),
  head({ input: [50], dimension: 20, hidden: [37, 64] }),
  mobileFaceNet({ input: [3, 112, 112], dimension: 128 }),
  mobileFaceNet({ input: [3, 64, 64], dimension: 33, width: 0.3 }),
])("$name of $input gives what onnxruntime gives", async (network) => {
  expect(await leastCosine(await exported(network), "input", [2, ...network.input])).toBeGreaterThan(0.999_99);
});

test("so does a head that is fused with the dlib ResNet", async () => {
  const { embedder } = await defaultModels();
  const above = await exported(head({ input: [128], dimension: 64, hidden: [96] }));
  const model = fuse(await readFile(embedder.file), above, { flatten: true });
  const { size, tensor } = embedder.card.input;
  expect(await leastCosine(model, tensor, [1, 3, size, size])).toBeGreaterThan(0.999_99);
});
