import * as wasm from "onnxruntime-web/wasm";
import * as webgpu from "onnxruntime-web/jspi";
import { describe, expect, test } from "vitest";
import { multiSimilarity } from "../losses/index.ts";
import { seeded } from "../random.ts";
import { createLearner } from "./create-learner.ts";
import type { Ort, SessionOptions } from "./engine/ort.ts";
import { sizeOf } from "./graph/node.ts";
import type { Learner } from "./learner.ts";
import { convNet } from "./networks/conv-net.ts";
import { head } from "./networks/head.ts";
import { adam } from "./optimisers/adam.ts";
import { exportedDifference, referenceNetworks } from "./references/reference-networks.fixture.ts";

const onWasm: SessionOptions = { executionProviders: ["wasm"] };
const vectors = head({ input: [16], dimension: 8, hidden: [12] });
const pictures = convNet({ input: [1, 8, 8], dimension: 8, channels: [4, 4] });
// A GPU in software takes a second for each kind of node.
const tiny = head({ input: [16], dimension: 8 });

/** Six classes of four rows, each around a centre of its own, with noise that is as large. */
function drawn(input: readonly number[]) {
  const random = seeded(1);
  const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const size = sizeOf(input);
  const centres = normals(6 * size);
  const labels = Int32Array.from({ length: 24 }, (_, row) => row % 6);
  const noise = normals(24 * size);
  const data = noise.map((value, i) => value + centres[labels[Math.floor(i / size)]! * size + (i % size)]!);
  return { batch: { data, shape: [24, ...input] }, labels };
}

async function losses(learner: Learner, input: readonly number[], steps: number): Promise<number[]> {
  const { batch, labels } = drawn(input);
  const found: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { loss, gradient } = multiSimilarity().compute({ embeddings: await learner.forward(batch), labels });
    await learner.backward(gradient, 0.01);
    found.push(loss);
  }
  return found;
}

describe("onnxruntime-web on wasm", () => {
  test.each(referenceNetworks)("$network.name as exported gives what PyTorch gives in float64", async (reference) => {
    const { toReference, toLearner } = await exportedDifference(wasm, reference, onWasm);
    expect(toReference).toBeLessThan(1e-5);
    expect(toLearner).toBeLessThan(1e-6);
  });

  test.each([vectors, pictures])("a $name is trained in the page, and its loss falls", async (network) => {
    const learner = await createLearner({ network, optimiser: adam(), seed: 1, ort: wasm, sessionOptions: onWasm });
    const found = await losses(learner, network.input, 12);
    expect(found.at(-1)).toBeLessThan(0.8 * found[0]!);
    await learner.close();
  });

  test("a step by way of the cosines is the step by way of the embeddings", async () => {
    const learner = await createLearner({ network: vectors, optimiser: adam(), seed: 1, ort: wasm, sessionOptions: onWasm });
    const start = learner.state();
    const byEmbeddings = await losses(learner, vectors.input, 4);
    learner.restore(start);
    const { batch, labels } = drawn(vectors.input);
    for (const expected of byEmbeddings) {
      const { cosines } = await learner.byCosines!.forward(batch);
      const { loss, gradient } = multiSimilarity().ofCosines!({ cosines, labels });
      await learner.byCosines!.backward(gradient, 0.01);
      expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-4);
    }
    await learner.close();
  });

  test("a learner goes on from a state bit for bit", async () => {
    const make = (seed: number) =>
      createLearner({ network: pictures, optimiser: adam(), seed, ort: wasm, sessionOptions: onWasm });
    const [whole, second] = [await make(1), await make(2)];
    await losses(whole, pictures.input, 2);
    second.restore(whole.state());
    expect(await losses(second, pictures.input, 2)).toEqual(await losses(whole, pictures.input, 2));
    expect(second.state()).toEqual(whole.state());
    await whole.close();
    await second.close();
  });
});

describe("onnxruntime-web on WebGPU", () => {
  test("a head is trained in the page as it is on wasm", async (context) => {
    if ((await navigator.gpu?.requestAdapter()) === null) return context.skip("no WebGPU adapter here");
    const train = async (ort: Ort, sessionOptions: SessionOptions) => {
      const learner = await createLearner({ network: tiny, optimiser: adam(), seed: 1, ort, sessionOptions });
      const found = await losses(learner, tiny.input, 3);
      await learner.close();
      return found;
    };
    const onGpu = await train(webgpu, { executionProviders: ["webgpu"], logSeverityLevel: 3 });
    const reference = await train(wasm, onWasm);
    expect(onGpu.at(-1)).toBeLessThan(onGpu[0]!);
    onGpu.forEach((loss, step) => expect(Math.abs(loss / reference[step]! - 1)).toBeLessThan(1e-3));
  });
});
