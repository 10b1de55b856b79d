// Test support: a graph of one operator, run here and by onnxruntime.

import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect } from "vitest";
import { GraphBuilder, type Value } from "../../../../models/src/onnx/graph.ts";
import { seeded } from "../../core/seeded.fixture.ts";
import { lightRuntime } from "../light.ts";

/** Values between -1 and 1, the same for the same seed. */
export function noise(length: number, seed = 1): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

export const runtime = lightRuntime();

/** A graph from `x` to what `build` gives; all axes are the caller's to choose. */
export function graphOf(rank: number, build: (graph: GraphBuilder, x: Value) => Value): Uint8Array {
  const graph = new GraphBuilder("test");
  const x = graph.input(
    "x",
    Array.from({ length: rank }, (_, axis) => `axis${axis}`),
  );
  graph.output(build(graph, x), []);
  return graph.build();
}

/** Both give the same shape, and values within 1e-4 of the largest. */
export async function expectAgreement(model: Uint8Array, shape: readonly number[], seed = 1): Promise<void> {
  const data = noise(
    shape.reduce((product, length) => product * length, 1),
    seed,
  );
  const session = await runtime.load(model);
  const ours = await session.run({ x: { data, shape } });
  await session.release();
  const reference = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const theirs = await reference.run({ x: new Tensor("float32", data, shape) });
  expect(Object.keys(ours)).toEqual(Object.keys(theirs));
  for (const [name, { data, dims }] of Object.entries(theirs)) {
    const { data: got, shape } = ours[name]!;
    expect(shape).toEqual(dims);
    const values = data as Float32Array;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0);
    const apart = values.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
    expect(apart / largest).toBeLessThan(1e-4);
  }
}
