import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { type Listed, relativeDifference } from "../references/difference.fixture.ts";
import { differentiator } from "../references/differentiate.fixture.ts";
import { exportedDifference, referenceNetworks } from "../references/reference-networks.fixture.ts";

type Lists = Readonly<Record<string, Listed>>;

describe.each(referenceNetworks)("$network.name beside PyTorch in float64", ({ network, ...reference }) => {
  test("embeddings, every gradient and the statistics are the same", async () => {
    const differentiate = await differentiator(network.layers, reference.input.shape);
    const found = await differentiate(reference);
    expect(relativeDifference(found.output, reference.output.values)).toBeLessThan(1e-5);
    expectSame(found.parameterGradients, reference.parameterGradients);
    expectSame(found.nextStatistics, reference.nextStatistics);
  });

  test("so is the exported file, with batch-norm folded, and the learner embeds as the file does", async () => {
    const { toReference, toLearner } = await exportedDifference(ort, { network, ...reference }, { intraOpNumThreads: 1 });
    expect(toReference).toBeLessThan(1e-5);
    expect(toLearner).toBeLessThan(1e-6);
  });
});

function expectSame(found: Readonly<Record<string, Float32Array>>, reference: Lists) {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(reference).toSorted());
  // A shift that a later batch-norm takes away again has a gradient of 0, which is no measure.
  const least = 0.1 * Math.max(...Object.values(reference).flatMap(({ values }) => values.map(Math.abs)));
  for (const [name, { values }] of Object.entries(reference))
    expect(relativeDifference(found[name]!, values, least), name).toBeLessThan(3e-5);
}
