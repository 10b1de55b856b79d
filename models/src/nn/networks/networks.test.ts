import { expect, test } from "vitest";
import { differentiator, type Listed, relativeDifference } from "../references/differentiate.fixture.ts";
import references from "../references/networks.json" with { type: "json" };
import { convNet } from "./conv-net.ts";
import { mobileFaceNet } from "./mobile-face-net.ts";

type Lists = Readonly<Record<string, Listed>>;

const networks = [
  convNet({ input: [1, 9, 9], dimension: 5, channels: [3, 4] }),
  mobileFaceNet({
    input: [3, 16, 16],
    dimension: 6,
    width: 1 / 16,
    bottlenecks: [{ expansion: 2, channels: 64, count: 2, stride: 2 }],
  }),
];

test.each(networks)("$name: embeddings, every gradient and the statistics are PyTorch's in float64", async ({ name, input, layers }) => {
  const { parameters, ...reference } = references.cases[name as keyof typeof references.cases];
  const differentiate = await differentiator(layers, reference.input.shape);
  expect(reference.input.shape.slice(1)).toEqual(input);
  const found = await differentiate({ ...reference, parameters: parameters as Lists });

  expect(relativeDifference(found.output, reference.output.values)).toBeLessThan(1e-5);
  expectSame(found.parameterGradients, reference.parameterGradients as Lists);
  expectSame(found.nextStatistics, reference.nextStatistics as Lists);
});

function expectSame(found: Readonly<Record<string, Float32Array>>, reference: Lists) {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(reference).toSorted());
  // A shift that a later batch-norm takes away again has a gradient of 0, which is no measure.
  const least = 0.1 * Math.max(...Object.values(reference).flatMap(({ values }) => values.map(Math.abs)));
  for (const [name, { values }] of Object.entries(reference))
    expect(relativeDifference(found[name]!, values, least), name).toBeLessThan(3e-5);
}
