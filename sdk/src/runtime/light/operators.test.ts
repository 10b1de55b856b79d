import { describe, test } from "vitest";
import type { GraphBuilder, Value } from "../../../../models/src/onnx/graph.ts";
import { float32, int64, uint8 } from "../../../../models/src/onnx/tensor.ts";
import { expectAgreement, graphOf, noise } from "./one-node.fixture.ts";

const sizeOf = (dims: readonly number[]) => dims.reduce((product, length) => product * length, 1);

function floats(graph: GraphBuilder, name: string, dims: readonly number[]): Value {
  return graph.constant(name, float32(dims, noise(sizeOf(dims), name.length)));
}

interface Conv {
  readonly shape: readonly number[];
  readonly filters: readonly number[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
  readonly bias?: boolean;
}

const convolutions: readonly Conv[] = [
  { shape: [1, 3, 11, 9], filters: [8, 3, 3, 3] },
  { shape: [2, 3, 11, 9], filters: [5, 3, 3, 3], attributes: { pads: [1, 1, 1, 1] }, bias: true },
  { shape: [1, 3, 15, 14], filters: [16, 3, 7, 7], attributes: { strides: [2, 2] }, bias: true },
  { shape: [1, 1, 6, 7], filters: [1, 1, 1, 1] },
  { shape: [3, 7, 5, 6], filters: [13, 7, 1, 1], bias: true },
  { shape: [1, 4, 8, 10], filters: [12, 4, 3, 5], attributes: { strides: [2, 3], pads: [0, 2, 1, 3] }, bias: true },
  { shape: [1, 3, 13, 12], filters: [6, 3, 3, 3], attributes: { dilations: [2, 3], pads: [2, 3, 2, 3] } },
  { shape: [1, 3, 13, 12], filters: [6, 3, 3, 3], attributes: { dilations: [2, 1], strides: [1, 2] } },
  { shape: [1, 3, 13, 12], filters: [6, 3, 3, 3], attributes: { kernel_shape: [3, 3], group: 1 } },
  { shape: [2, 5, 9, 7], filters: [5, 1, 3, 3], attributes: { group: 5, pads: [1, 1, 1, 1] }, bias: true },
  { shape: [1, 8, 9, 10], filters: [8, 1, 3, 3], attributes: { group: 8, strides: [2, 2], pads: [0, 0, 1, 1] } },
  {
    shape: [1, 8, 9, 10],
    filters: [8, 1, 3, 3],
    attributes: { group: 8, strides: [2, 1], pads: [1, 2, 0, 2] },
    bias: true,
  },
  { shape: [1, 6, 9, 9], filters: [6, 1, 3, 3], attributes: { group: 6, dilations: [2, 2], pads: [2, 2, 2, 2] } },
  { shape: [1, 6, 9, 9], filters: [6, 1, 5, 2], attributes: { group: 6, pads: [3, 1, 4, 0] } },
  { shape: [1, 4, 2, 2], filters: [4, 1, 3, 3], attributes: { group: 4, pads: [1, 1, 1, 1] } },
  { shape: [1, 4, 2, 9], filters: [4, 1, 3, 3], attributes: { group: 4, pads: [4, 4, 4, 4], strides: [3, 3] } },
];

describe("Conv", () => {
  test.each(convolutions)("$shape by $filters $attributes", async ({ shape, filters, attributes = {}, bias }) => {
    const first = graphOf(4, (graph, x) => {
      const weights = [floats(graph, "filters", filters), ...(bias ? [floats(graph, "bias", [filters[0]!])] : [])];
      return graph.node("Conv", "y", [x, ...weights], attributes);
    });
    await expectAgreement(first, shape);
    // Behind another operation it reads what that left, not the input.
    const second = graphOf(4, (graph, x) => {
      const weights = [floats(graph, "filters", filters), ...(bias ? [floats(graph, "bias", [filters[0]!])] : [])];
      const means = graph.node("AveragePool", "means", [x], { kernel_shape: [1, 1] });
      return graph.node("Relu", "y", [graph.node("Conv", "conv", [means, ...weights], attributes)]);
    });
    await expectAgreement(second, shape, 2);
  });

  test.each([
    { shape: [1, 16, 5, 4], filters: [24, 16, 3, 3], group: 1, scale: [] },
    { shape: [1, 7, 5, 4], filters: [20, 7, 3, 3], group: 1, scale: [20, 1, 1, 1] },
    { shape: [1, 33, 3, 3], filters: [11, 33, 1, 1], group: 1, scale: [11, 1, 1, 1] },
    { shape: [1, 9, 6, 5], filters: [9, 1, 3, 3], group: 9, scale: [9, 1, 1, 1] },
  ])("$filters of bytes with scales $scale", async ({ shape, filters, group, scale }) => {
    const model = graphOf(4, (graph, x) => {
      const bytes = noise(sizeOf(filters)).map((value) => Math.round((value + 1) * 127));
      const cast = graph.node("Cast", "cast", [graph.constant("bytes", uint8(filters, Uint8Array.from(bytes)))], {
        to: 1,
      });
      const steps = graph.node("Sub", "steps", [cast, graph.constant("zero", float32([], [120]))]);
      const scales = noise(sizeOf(scale)).map((value) => 0.02 + 0.01 * value);
      const values = graph.node("Mul", "values", [steps, graph.constant("scale", float32(scale, scales))]);
      return graph.node("Conv", "y", [x, values], { group });
    });
    await expectAgreement(model, shape);
  });
});

describe("pools", () => {
  test.each([
    { operator: "MaxPool", shape: [1, 5, 7, 8], attributes: { kernel_shape: [3, 3], strides: [2, 2] } },
    {
      operator: "MaxPool",
      shape: [2, 4, 7, 8],
      attributes: { kernel_shape: [2, 3], strides: [1, 2], pads: [1, 2, 1, 1] },
    },
    { operator: "ReduceMean", shape: [2, 6, 5, 3], attributes: { axes: [2, 3], keepdims: 0 } },
    { operator: "ReduceMean", shape: [1, 5, 4, 3], attributes: { axes: [-1, -2] } },
    { operator: "AveragePool", shape: [1, 5, 7, 6], attributes: { kernel_shape: [3, 2], count_include_pad: 1 } },
    { operator: "AveragePool", shape: [1, 5, 7, 8], attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
    { operator: "AveragePool", shape: [2, 3, 7, 8], attributes: { kernel_shape: [3, 2], pads: [2, 1, 1, 0] } },
    { operator: "GlobalAveragePool", shape: [2, 6, 5, 3], attributes: {} },
  ])("$operator of $shape $attributes", async ({ operator, shape, attributes }) => {
    await expectAgreement(
      graphOf(4, (graph, x) => graph.node(operator, "y", [x], attributes)),
      shape,
    );
  });
});

describe("values by value", () => {
  test.each([
    ["Relu", {}],
    ["LeakyRelu", { alpha: { float: 0.1 } }],
    ["LeakyRelu", {}],
  ])("%s %o", async (operator, attributes) => {
    await expectAgreement(
      graphOf(4, (graph, x) => graph.node(operator, "y", [x], attributes)),
      [1, 3, 5, 7],
    );
  });

  test.each(["Add", "Sub", "Mul"])("%s of a number", async (operator) => {
    const model = graphOf(3, (graph, x) =>
      graph.node(operator, "y", [x, graph.constant("number", float32([1], [0.7]))]),
    );
    await expectAgreement(model, [2, 3, 5]);
  });

  test("sums before and after their activation are both to be had", async () => {
    const model = graphOf(4, (graph, x) => {
      const a = graph.node("Conv", "a", [x, floats(graph, "filters", [6, 6, 3, 3])], { pads: [1, 1, 1, 1] });
      const sum = graph.node("Add", "sum", [x, a]);
      const b = graph.node(
        "Conv",
        "b",
        [graph.node("Relu", "relu", [sum]), floats(graph, "more filters", [6, 1, 3, 3])],
        {
          pads: [1, 1, 1, 1],
          group: 6,
        },
      );
      return graph.node("LeakyRelu", "y", [graph.node("Add", "total", [b, sum])], { alpha: { float: 0.2 } });
    });
    await expectAgreement(model, [2, 6, 5, 7]);
  });

  test("the sum of two convolutions, and of a value and itself", async () => {
    const model = graphOf(4, (graph, x) => {
      const a = graph.node("Conv", "a", [x, floats(graph, "filters", [5, 3, 1, 1])]);
      const b = graph.node("Conv", "b", [x, floats(graph, "more filters", [5, 3, 1, 1])]);
      const sum = graph.node("Add", "sum", [a, b]);
      const twice = graph.node("Add", "twice", [sum, sum]);
      // Of one layout and another.
      return graph.node("Add", "y", [
        graph.node("Transpose", "t", [twice], { perm: [0, 2, 3, 1] }),
        graph.node("Transpose", "u", [sum], { perm: [0, 2, 3, 1] }),
      ]);
    });
    await expectAgreement(model, [1, 3, 4, 6]);
  });
});

describe("each channel for itself", () => {
  const spread = (graph: GraphBuilder, channels: number, rank: number) => {
    const dims = [channels, ...Array.from({ length: rank - 2 }, () => 1)];
    const lengths = graph.constant("dims", int64([dims.length], dims));
    return graph.node("Reshape", "spread", [floats(graph, "slopes", [channels]), lengths]);
  };

  test.each([
    [[2, 7, 4, 5], 4],
    [[3, 6], 2],
  ])("PRelu of %o", async (shape, rank) => {
    const model = graphOf(rank, (graph, x) => graph.node("PRelu", "y", [x, spread(graph, shape[1]!, rank)]));
    await expectAgreement(model, shape);
  });

  test("PRelu with one slope for all", async () => {
    const model = graphOf(4, (graph, x) =>
      graph.node("PRelu", "y", [x, graph.constant("slope", float32([1, 1, 1], [-0.3]))]),
    );
    await expectAgreement(model, [1, 3, 4, 5]);
  });

  test.each([
    ["a convolution", [13, 6, 3, 3], 1],
    ["a depthwise convolution of 3 x 3", [6, 1, 3, 3], 6],
    ["a depthwise convolution of another size", [6, 1, 5, 5], 6],
  ])("PRelu and LeakyRelu of %s", async (_, filters, group) => {
    for (const operator of ["PRelu", "LeakyRelu"]) {
      const model = graphOf(4, (graph, x) => {
        const y = graph.node("Conv", "conv", [x, floats(graph, "filters", filters)], { group, pads: [1, 1, 1, 1] });
        return graph.node(operator, "y", operator === "PRelu" ? [y, spread(graph, filters[0]!, 4)] : [y]);
      });
      await expectAgreement(model, [2, 6, 9, 8]);
    }
  });

  test.each(["AveragePool", "MaxPool"])("LeakyRelu and PRelu of %s", async (operator) => {
    const model = graphOf(4, (graph, x) => {
      const pool = (name: string) => graph.node(operator, name, [x], { kernel_shape: [2, 2] });
      const leaky = graph.node("LeakyRelu", "leaky", [pool("a")], { alpha: { float: 0.4 } });
      return graph.node("Add", "y", [leaky, graph.node("PRelu", "bent", [pool("b"), spread(graph, 3, 4)])]);
    });
    await expectAgreement(model, [1, 3, 6, 4]);
  });

  test("PRelu of a sum, whose slopes are the sum's and not the convolution's", async () => {
    const model = graphOf(4, (graph, x) => {
      const conv = graph.node("Conv", "conv", [x, floats(graph, "filters", [6, 6, 1, 1])]);
      const sum = graph.node("Add", "sum", [x, conv]);
      return graph.node("Relu", "y", [graph.node("PRelu", "bent", [sum, spread(graph, 6, 4)])]);
    });
    await expectAgreement(model, [1, 6, 3, 4]);
  });

  test.each([
    [[2, 5, 3, 4], 4],
    [[3, 5], 2],
  ])("BatchNormalization of %o", async (shape, rank) => {
    const model = graphOf(rank, (graph, x) => {
      const variance = graph.constant("variance", float32([5], [0.1, 2, 1, 0, 30]));
      const of = ["scale", "the shift", "mean"].map((name) => floats(graph, name, [5]));
      return graph.node("BatchNormalization", "y", [x, ...of, variance], { epsilon: { float: 0.01 } });
    });
    await expectAgreement(model, shape);
  });
});

describe("perceptrons", () => {
  test.each([
    { transB: 1, matrix: [10, 7], bias: [10] },
    { transB: 0, matrix: [7, 10], bias: [1, 10] },
    { transB: 1, matrix: [10, 7], bias: undefined },
  ])("Gemm twice, $matrix with bias $bias", async ({ transB, matrix, bias }) => {
    const model = graphOf(2, (graph, x) => {
      const more = bias ? [floats(graph, "the bias", bias)] : [];
      const hidden = graph.node("Gemm", "hidden", [x, floats(graph, "matrix", matrix), ...more], { transB });
      const bent = graph.node("Relu", "relu", [hidden]);
      return graph.node("Gemm", "y", [bent, floats(graph, "another", [3, 10])], { transB: 1 });
    });
    await expectAgreement(model, [5, 7]);
  });

  test("Gemm by a square matrix is by it, not by its transpose", async () => {
    for (const transB of [0, 1]) {
      await expectAgreement(
        graphOf(2, (graph, x) => graph.node("Gemm", "y", [x, floats(graph, "matrix", [6, 6])], { transB })),
        [2, 6],
      );
    }
  });
});

describe("rows of length 1", () => {
  const zeros = (graph: GraphBuilder, x: Value) => {
    const less = graph.node("Sub", "less", [x, graph.constant("number", float32([1], [0.4]))]);
    return graph.node("Relu", "relu", [less]);
  };

  test.each([1e-12, 0.5])("x / max(|x|, %d), a row of zeros among them", async (least) => {
    const model = graphOf(2, (graph, given) => {
      const x = zeros(graph, given);
      const norm = graph.node("ReduceL2", "norm", [x], { axes: [1], keepdims: 1 });
      const most = graph.node("Max", "most", [norm, graph.constant("least", float32([], [least]))]);
      return graph.node("Identity", "y", [graph.node("Div", "unit", [x, most])]);
    });
    await expectAgreement(model, [40, 3]);
  });

  test("x / |x| along the last axis of three", async () => {
    const model = graphOf(3, (graph, x) =>
      graph.node("Div", "y", [x, graph.node("ReduceL2", "norm", [x], { axes: [-1] })]),
    );
    await expectAgreement(model, [2, 3, 5]);
  });

  test("LpNormalization", async () => {
    const model = graphOf(2, (graph, x) => graph.node("LpNormalization", "y", [zeros(graph, x)], { axis: 1, p: 2 }));
    await expectAgreement(model, [40, 3]);
  });
});

describe("Identity", () => {
  test("of what was computed, of the input, and of what is used elsewhere too", async () => {
    const model = graphOf(4, (graph, x) => {
      const twice = graph.node("Add", "twice", [x, graph.node("Identity", "same", [x])]);
      const again = graph.node("Identity", "again", [twice]);
      return graph.node("Identity", "y", [graph.node("Add", "sum", [twice, again])]);
    });
    await expectAgreement(model, [1, 2, 3, 4]);
  });
});

describe("shapes", () => {
  test("Pad at every side, but of the batch", async () => {
    const model = graphOf(4, (graph, x) =>
      graph.node("Pad", "y", [x, graph.constant("pads", int64([8], [0, 1, 2, 0, 0, 2, 1, 3]))]),
    );
    await expectAgreement(model, [2, 3, 4, 5]);
  });

  test.each([0, 1, 2, -1])("Concat along %i", async (axis) => {
    const model = graphOf(4, (graph, x) => {
      const relu = graph.node("Relu", "relu", [x]);
      return graph.node("Concat", "y", [x, relu, x], { axis });
    });
    await expectAgreement(model, [2, 3, 4, 5]);
  });

  test("Concat of the channels of pixels", async () => {
    const model = graphOf(4, (graph, x) => {
      const parts = [5, 3, 8].map((out) =>
        graph.node("Conv", `y${out}`, [x, floats(graph, `filters${out}`, [out, 3, 1, 1])]),
      );
      return graph.node("Concat", "y", parts, { axis: 1 });
    });
    await expectAgreement(model, [2, 3, 4, 5]);
  });

  test("Transpose to channels last, Reshape and Softmax", async () => {
    const model = graphOf(4, (graph, x) => {
      const last = graph.node("Transpose", "last", [x], { perm: [0, 2, 3, 1] });
      return graph.node(
        "Softmax",
        "y",
        [graph.node("Reshape", "rows", [last, graph.constant("shape", int64([3], [0, -1, 2]))])],
        { axis: 2 },
      );
    });
    await expectAgreement(model, [2, 6, 4, 5]);
  });

  test("Softmax of values far apart", async () => {
    const model = graphOf(2, (graph, x) =>
      graph.node("Softmax", "y", [graph.node("Mul", "far", [x, graph.constant("number", float32([1], [120]))])]),
    );
    await expectAgreement(model, [7, 9]);
  });

  test.each([
    [[2, 6, 4, 5], 120],
    [[3, 7, 1, 1], 7],
  ])("Flatten and MatMul of %o", async (shape, depth) => {
    const model = graphOf(4, (graph, x) => {
      const pool = graph.node("MaxPool", "pool", [x], { kernel_shape: [1, 1] });
      const product = graph.node("MatMul", "product", [
        graph.node("Flatten", "flat", [pool]),
        floats(graph, "matrix", [depth, 10]),
      ]);
      return graph.node("Add", "y", [product, floats(graph, "bias", [10])]);
    });
    await expectAgreement(model, shape);
  });
});
