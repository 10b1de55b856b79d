import { expect, test } from "vitest";
import { prelu, relu } from "../layers/activation.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { conv, depthwiseConv } from "../layers/conv.ts";
import { linear } from "../layers/linear.ts";
import { averagePool, globalAverage, maxPool } from "../layers/pool.ts";
import { residual, sequential } from "../layers/sequential.ts";
import { flatten, normalise } from "../layers/shape.ts";
import { type Listed, relativeDifference } from "../references/difference.fixture.ts";
import { differentiator } from "../references/differentiate.fixture.ts";
import references from "../references/operators.json" with { type: "json" };
import type { Layer } from "../trace.ts";

/** One operator each, except where one has to be before another. */
const layers: Readonly<Record<keyof typeof references.cases, Layer>> = {
  "conv 3x3": conv({ channels: 3, kernel: 3 }),
  "conv 3x3 with a bias": conv({ channels: 3, kernel: 3, bias: true }),
  "conv 3x3 without pads": conv({ channels: 2, kernel: 3, pad: 0 }),
  "conv 1x1": conv({ channels: 4, kernel: 1 }),
  "conv at stride 2": conv({ channels: 3, kernel: 3, stride: 2 }),
  "conv at stride 2 with a row left over": conv({ channels: 3, kernel: 3, stride: 2 }),
  "conv in groups": conv({ channels: 6, kernel: 3, groups: 2 }),
  "depthwise conv": depthwiseConv({ kernel: 3 }),
  "depthwise conv of 12 channels": depthwiseConv({ kernel: 3 }),
  "depthwise conv at stride 2": depthwiseConv({ kernel: 3, stride: 2 }),
  "depthwise conv of the whole picture": depthwiseConv({ kernel: 4, pad: 0 }),
  "batch-norm of pictures": batchNorm(),
  "batch-norm of vectors": batchNorm({ momentum: 0.3, epsilon: 1e-3 }),
  relu: relu(),
  "prelu of pictures": prelu(),
  "prelu of vectors": prelu(),
  "max pool": maxPool({ kernel: 2 }),
  "max pool with ties and a row left over": maxPool({ kernel: 2 }),
  "max pool of windows that overlap": maxPool({ kernel: 3, stride: 2, pad: 1 }),
  "average pool": averagePool({ kernel: 2 }),
  "average pool of windows that overlap": averagePool({ kernel: 3, stride: 2, pad: 1 }),
  "global average": globalAverage(),
  flatten: flatten(),
  linear: linear({ features: 3 }),
  "linear without a bias": linear({ features: 3, bias: false }),
  normalise: normalise(),
  residual: residual(sequential([linear({ features: 4, bias: false }), relu()])),
  "frozen norm of pictures": batchNorm({ frozen: true }),
  "frozen norm of vectors": batchNorm({ frozen: true, epsilon: 1e-3 }),
  "conv 1x1 at stride 2": conv({ channels: 4, kernel: 1, stride: 2 }),
};

interface Case {
  readonly input: Listed;
  readonly gradient: Listed;
  readonly parameters: Readonly<Record<string, Listed>>;
  readonly statistics: Readonly<Record<string, Listed>>;
  readonly output: Listed;
  readonly inputGradient: Listed;
  readonly parameterGradients: Readonly<Record<string, Listed>>;
  readonly nextStatistics: Readonly<Record<string, Listed>>;
}

const cases = references.cases as unknown as Readonly<Record<string, Case>>;

test.each(Object.entries<Layer>(layers))("%s: value and gradients are PyTorch's in float64", async (name, layer) => {
  const reference = cases[name]!;
  const differentiate = await differentiator(layer, reference.input.shape);
  const found = await differentiate(reference);
  // A mean of 300 leaves float32 four digits fewer.
  const bound = name === "batch-norm of pictures" ? 2e-4 : 2e-6;
  expect(relativeDifference(found.output, reference.output.values)).toBeLessThan(bound);
  expect(relativeDifference(found.inputGradient, reference.inputGradient.values)).toBeLessThan(bound);
  expectEach(found.parameterGradients, reference.parameterGradients, bound);
  expectEach(found.nextStatistics, reference.nextStatistics, bound);
});

/** Not those with kinks, which have no derivative there, nor the batch-norm that has no digits left for a difference. */
const smooth = Object.entries<Layer>(layers).filter(([name]) => !/relu|max|residual|batch-norm of pictures/.test(name));

test.each(smooth)("%s: its gradients are what small changes say", async (name, layer) => {
  const reference = cases[name]!;
  const differentiate = await differentiator(layer, reference.input.shape);
  const { inputGradient, parameterGradients } = await differentiate(reference);
  const score = async (changed: Partial<Case>) => {
    const { output } = await differentiate({ ...reference, ...changed });
    return output.reduce((sum, value, i) => sum + value * reference.gradient.values[i]!, 0);
  };
  const step = 1 / 64;
  type Change = (list: Listed) => Partial<Case>;
  const expectSlopes = async (gradient: Float32Array, { values, shape }: Listed, change: Change) => {
    const bound = 2e-3 * Math.max(...gradient.map(Math.abs));
    for (let i = 0; i < values.length; i += 7) {
      const moved = (by: number) => change({ shape, values: values.map((value, j) => (j === i ? value + by : value)) });
      const slope = ((await score(moved(step))) - (await score(moved(-step)))) / (2 * step);
      expect(Math.abs(slope - gradient[i]!)).toBeLessThan(bound);
    }
  };
  await expectSlopes(inputGradient, reference.input, (input) => ({ input }));
  for (const [full, gradient] of Object.entries(parameterGradients)) {
    const key = full.split("/")[1]!;
    const change = (list: Listed) => ({ parameters: { ...reference.parameters, [key]: list } });
    await expectSlopes(gradient, reference.parameters[key]!, change);
  }
});

function expectEach(
  found: Readonly<Record<string, Float32Array>>,
  reference: Readonly<Record<string, Listed>>,
  bound: number,
) {
  const short = Object.entries(found).map(([name, values]) => [name.split("/")[1]!, values] as const);
  expect(short.map(([name]) => name).toSorted()).toEqual(Object.keys(reference).toSorted());
  for (const [name, values] of short)
    expect(relativeDifference(values, reference[name]!.values), name).toBeLessThan(bound);
}
