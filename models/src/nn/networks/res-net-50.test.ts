import { readFile } from "node:fs/promises";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { createLearner } from "../create-learner.ts";
import { sizeOf } from "../graph/node.ts";
import type { LearnerState } from "../learner.ts";
import { adam } from "../optimisers/adam.ts";
import { readSafetensors } from "../pretrained/safetensors.ts";
import { resNetNames, withPretrained } from "../pretrained/torchvision.ts";
import { relativeDifference } from "../references/difference.fixture.ts";
import { differentiator } from "../references/differentiate.fixture.ts";
import { exportedDifference, stateOf } from "../references/reference-networks.fixture.ts";
import references from "../references/res-net-50.json" with { type: "json" };
import { trace } from "../trace.ts";
import { resNet50 } from "./res-net-50.ts";

const { cases: reference } = references;
const blocks = [2, 1];
const pairs = resNetNames(blocks);
const small = (frozen: boolean) => resNet50({ input: [3, 14, 18], dimension: 5, width: 1 / 32, blocks, frozen });
const last = { "linear1/weights": reference.last.weight, "linear1/bias": reference.last.bias };
const sessionOptions = { intraOpNumThreads: 1 };
const makeLearner = (frozen: boolean) =>
  createLearner({ network: small(frozen), optimiser: adam({ weightDecay: 0.1 }), seed: 1, ort, sessionOptions });

/** What PyTorch's module had when the reference was made: its file, and the last layer, which files leave out. */
async function pretrained(state: LearnerState): Promise<LearnerState> {
  const file = path.join(import.meta.dirname, "../references/res-net-50.safetensors");
  const tensors = readSafetensors(await readFile(file), file);
  return { ...withPretrained(state, tensors, pairs, file), ...stateOf(last) };
}

function listed(state: LearnerState) {
  const lists = Object.entries(state).map(([name, { shape, data }]) => [name, { shape, values: [...data] }] as const);
  return Object.fromEntries(lists);
}

test("frozen, with the weights of a file: value and every gradient are PyTorch's in float64", async () => {
  const learner = await makeLearner(true);
  const variables = listed(await pretrained(learner.state()));
  await learner.close();
  const { input, gradient } = reference;
  const differentiate = await differentiator(small(true).layers, input.shape);
  const found = await differentiate({ input, gradient, parameters: variables, statistics: variables });
  expect(relativeDifference(found.output, reference.output.values)).toBeLessThan(1e-5);
  expect(relativeDifference(found.inputGradient, reference.inputGradient.values)).toBeLessThan(3e-5);

  const named: Readonly<Record<string, { readonly values: readonly number[] }>> = reference.parameterGradients;
  const theirs = new Map([
    ...pairs.map(({ ours, theirs }) => [ours, theirs] as const),
    ["linear1/weights", "fc.weight"],
    ["linear1/bias", "fc.bias"],
  ]);
  const names = Object.keys(found.parameterGradients);
  expect(names.map((name) => theirs.get(name)).toSorted()).toEqual(Object.keys(named).toSorted());
  for (const name of names) {
    const difference = relativeDifference(found.parameterGradients[name]!, named[theirs.get(name)!]!.values);
    expect(difference, name).toBeLessThan(3e-5);
  }
  for (const [name, statistic] of Object.entries(found.nextStatistics))
    expect([...statistic], name).toEqual(variables[name]!.values);
});

test("the exported file gives what PyTorch gives, and what the learner embeds", async () => {
  const learner = await makeLearner(true);
  const parameters = listed(await pretrained(learner.state()));
  await learner.close();
  const given = Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith("adam/")));
  const { toReference, toLearner } = await exportedDifference(
    ort,
    { ...reference, network: small(true), parameters: given, nextStatistics: {}, inferred: reference.output },
    sessionOptions,
  );
  expect(toReference).toBeLessThan(1e-5);
  expect(toLearner).toBeLessThan(1e-5);
});

test.each([true, false])("frozen: %s; a step changes every weight, and statistics accordingly", async (frozen) => {
  const learner = await makeLearner(frozen);
  learner.restore(await pretrained(learner.state()));
  const before = learner.state();
  const batch = { shape: reference.input.shape, data: Float32Array.from(reference.input.values) };
  const first = await learner.forward(batch);
  if (frozen) expect(relativeDifference((await learner.embed(batch)).data, first.data)).toBeLessThan(1e-5);
  await learner.backward(Float32Array.from(reference.gradient.values), 1e-3);
  const after = learner.state();
  const isKept = (name: string) => before[name]!.data.every((value, i) => value === after[name]!.data[i]);
  for (const { ours } of pairs) expect(isKept(ours), ours).toBe(frozen && /mean|variance/.test(ours));
  await learner.close();
});

test("the whole network has the shapes and the names of torchvision's resnet50", () => {
  const { input, layers } = resNet50({ input: [3, 224, 224], dimension: 128 });
  const { parameters, statistics, output } = trace(input, layers);
  const shapes = new Map([...parameters, ...statistics].map(({ name, shape }) => [name, shape]));
  const named = resNetNames([3, 4, 6, 3]);
  const shapeOf = (wanted: string) => shapes.get(named.find(({ theirs }) => theirs === wanted)!.ours);
  expect(output.shape).toEqual([128]);
  expect(shapeOf("conv1.weight")).toEqual([64, 3, 7, 7]);
  expect(shapeOf("layer1.0.downsample.0.weight")).toEqual([256, 64, 1, 1]);
  expect(shapeOf("layer3.5.conv2.weight")).toEqual([256, 256, 3, 3]);
  expect(shapeOf("layer4.2.bn3.running_var")).toEqual([2048]);
  // All but the classes of the paper's network: torchvision tells of 25,557,032 parameters with 2048 x 1000 + 1000.
  const count = named.reduce((sum, { ours }) => sum + (/mean|variance/.test(ours) ? 0 : sizeOf(shapes.get(ours)!)), 0);
  expect(count).toBe(25_557_032 - 2_049_000);
  expect(named.length + 2).toBe(parameters.length + statistics.length);
});
