import { attributesOf, poolDefaults, windowOf } from "./attributes.ts";
import { activation, batchNorm, prelu } from "./each-channel.ts";
import type { Graph } from "./graph.ts";
import { type Divisor, joinNormalisations } from "./normalisations.ts";
import { inputsOf, linear, type Operation, relu } from "./operation.ts";
import { convolution, generalProduct, matrixProduct } from "./products.ts";
import { refuse, require } from "./refuse.ts";
import { axisOf, needRank, type Scene, type Translated } from "./scene.ts";
import { foldConstants } from "./weights.ts";

/**
 * A graph as operations of this runtime, in an order in which each has its inputs.
 *
 * @throws Problem `backend_unavailable` naming an operator that is not run here
 */
export function lower(graph: Graph): readonly Operation[] {
  const { known, nodes: computing } = foldConstants(graph);
  const { nodes, divisors } = joinNormalisations(computing, graph.outputs, known);
  const consumers = new Map<string, number>(graph.outputs.map((name) => [name, 1]));
  for (const { inputs } of nodes) for (const name of inputs) consumers.set(name, (consumers.get(name) ?? 0) + 1);
  const ranks = new Map(graph.inputs.map(({ name, dims }) => [name, dims.length]));
  const operations: Operation[] = [];

  for (const node of nodes) {
    const before = node.inputs.filter((name) => ranks.has(name));
    const sole = before.map((name) =>
      consumers.get(name) === 1 ? operations.find(({ output }) => output === name) : undefined,
    );
    const { operation, replaces } = translate({ node, known, before, sole, ranks }, divisors.get(node.output));
    if (replaces) operations.splice(operations.indexOf(replaces), 1);
    operations.push(operation);
    ranks.set(operation.output, rankOf(operation, ranks));
  }
  for (const name of graph.outputs) if (!ranks.has(name)) refuse(`a graph that does not make its output ${name}`);
  return operations;
}

function translate(scene: Scene, divisor: Divisor | undefined): Translated {
  const { node, ranks, before } = scene;
  const { operator, output } = node;
  const input = require(before[0], `${operator} of constants`);
  const rank = ranks.get(input)!;
  if (before[0] !== node.inputs[0] && operator !== "Add" && operator !== "Mul") refuse(`${operator} of constants`);
  switch (operator) {
    case "Conv":
      return { operation: convolution(scene, input) };
    case "MatMul":
      return { operation: matrixProduct(scene, input) };
    case "Gemm":
      return { operation: generalProduct(scene, input) };
    case "BatchNormalization":
      return { operation: batchNorm(scene, input) };
    case "Identity": {
      attributesOf(node, {});
      const [maker] = scene.sole;
      if (maker) return { operation: { ...maker, output }, replaces: maker };
      return { operation: { kind: "affine", input, scale: 1, offset: 0, activation: linear, output } };
    }
    case "Relu":
      attributesOf(node, {});
      return activation(scene, input, relu);
    case "LeakyRelu":
      return activation(scene, input, { kind: 2, slope: attributesOf(node, { alpha: Math.fround(0.01) }).alpha });
    case "PRelu":
      return prelu(scene, input);
    case "Add":
    case "Mul":
    case "Sub":
      attributesOf(node, {});
      return arithmetic(scene, input);
    case "MaxPool":
    case "AveragePool":
      return { operation: pool(scene, input) };
    case "GlobalAveragePool":
      attributesOf(node, {});
      needRank(node, rank, 4);
      return { operation: { kind: "pool", input, isMaximum: false, window: undefined, activation: linear, output } };
    case "ReduceMean":
      return { operation: wholeMean(scene, input) };
    case "Pad":
      return { operation: pad(scene, input) };
    case "Concat":
      if (before.length !== node.inputs.length) refuse("Concat of constants");
      return {
        operation: {
          kind: "concat",
          inputs: before,
          axis: axisOf(node, rank, attributesOf(node, { axis: 0 }).axis),
          output,
        },
      };
    case "Transpose":
      if (attributesOf(node, { perm: [] as number[] }).perm.join() !== "0,2,3,1")
        refuse("Transpose other than to channels last");
      return { operation: { kind: "channels-last", input, output } };
    case "Reshape": {
      const shape = require(scene.known.integers(node.inputs[1] ?? ""), "Reshape to a shape that is computed");
      if (attributesOf(node, { allowzero: 0 }).allowzero !== 0) refuse("Reshape with allowzero");
      return { operation: { kind: "reshape", input, shape, output } };
    }
    case "Flatten":
      if (attributesOf(node, { axis: 1 }).axis !== 1) refuse("Flatten other than from axis 1");
      return { operation: { kind: "flatten", input, output } };
    case "Softmax":
      if (axisOf(node, rank, attributesOf(node, { axis: -1 }).axis) !== rank - 1)
        refuse("Softmax other than over the last axis");
      return { operation: { kind: "softmax", input, output } };
    case "Div":
      attributesOf(node, {});
      return { operation: normalise(scene, input, require(divisor, "Div other than of rows by their length")) };
    case "LpNormalization": {
      const { axis, p } = attributesOf(node, { axis: -1, p: 2 });
      if (p !== 2) refuse("LpNormalization other than by Euclidean length");
      // A row of zeros stays zeros.
      return { operation: normalise(scene, input, { axis, least: 2 ** -149 }) };
    }
    default:
      return refuse(operator);
  }
}

function arithmetic({ node, known, before, sole, ranks }: Scene, input: string): Translated {
  const { operator, output } = node;
  const [, other] = before;
  if (other === undefined) {
    const name = node.inputs.find((name) => name !== input) ?? "";
    const number = known.scalar(name);
    const bias = known.weights(name);
    const [maker] = sole;
    if (number !== undefined && bias!.dims.length <= ranks.get(input)!) {
      const scale = operator === "Mul" ? number : 1;
      const offset = operator === "Mul" ? 0 : operator === "Sub" ? -number : number;
      return { operation: { kind: "affine", input, scale, offset, activation: linear, output } };
    }
    const isProduct = maker?.kind === "convolve" && maker.window === undefined && !maker.filters.bias;
    if (
      operator === "Add" &&
      isProduct &&
      maker.activation.kind === 0 &&
      bias?.dims.join() === `${maker.filters.out}`
    ) {
      return { operation: { ...maker, filters: { ...maker.filters, bias }, output }, replaces: maker };
    }
    return refuse(`${operator} of a constant that is no number`);
  }
  if (operator !== "Add") return refuse(`${operator} of two things that are computed`);
  if (ranks.get(input) !== ranks.get(other)) refuse("Add that repeats an input along an axis");
  const place = sole.findLastIndex(
    (maker) => maker?.kind === "convolve" && !maker.residual && maker.activation.kind === 0,
  );
  const maker = sole[place];
  if (maker?.kind === "convolve" && input !== other) {
    return { operation: { ...maker, residual: before[1 - place], output }, replaces: maker };
  }
  return { operation: { kind: "add", input, other, activation: linear, output } };
}

function pool({ node, ranks }: Scene, input: string): Operation {
  needRank(node, ranks.get(input)!, 4);
  const attributes = attributesOf(node, poolDefaults);
  const window = windowOf(node, attributes);
  if (attributes.ceil_mode !== 0) refuse(`${node.operator} with ceil_mode`);
  if (attributes.storage_order !== 0) refuse(`${node.operator} with storage_order`);
  // Means are over the pixels that are in the picture.
  if (attributes.count_include_pad !== 0 && window.pads.some((pad) => pad > 0))
    refuse(`${node.operator} with count_include_pad`);
  if (window.dilations.join() !== "1,1") refuse(`${node.operator} with dilations`);
  // A window with no pixel of the picture in it has neither maximum nor mean.
  if (window.pads.some((pad, i) => pad >= window.size[i % 2]!))
    refuse(`${node.operator} with pads as large as its window`);
  const isMaximum = node.operator === "MaxPool";
  return { kind: "pool", input, isMaximum, window, activation: linear, output: node.output };
}

/** Of all pixels, which is a pool. */
function wholeMean({ node, ranks }: Scene, input: string): Operation {
  const { axes, keepdims } = attributesOf(node, { axes: [] as number[], keepdims: 1 });
  needRank(node, ranks.get(input)!, 4);
  const both = axes.map((axis) => axisOf(node, 4, axis)).toSorted();
  if (both.join() !== "2,3") refuse("ReduceMean other than over rows and columns");
  const { output } = node;
  const isFlat = keepdims === 0;
  return { kind: "pool", input, isMaximum: false, isFlat, window: undefined, activation: linear, output };
}

function normalise({ node, ranks }: Scene, input: string, { axis, least }: Divisor): Operation {
  const rank = ranks.get(input)!;
  if (axisOf(node, rank, axis) !== rank - 1) refuse(`${node.operator} other than along the last axis`);
  return { kind: "normalise", input, least, output: node.output };
}

function pad({ node, known, ranks }: Scene, input: string): Operation {
  const pads = require(known.integers(node.inputs[1] ?? ""), "Pad by what is computed");
  if (attributesOf(node, { mode: "constant" }).mode !== "constant") refuse("Pad with other than a constant");
  if (node.inputs[2] && known.scalar(node.inputs[2]) !== 0) refuse("Pad with other than zeros");
  needRank(node, ranks.get(input)!, 4);
  const [before, after] = [pads.slice(0, 4), pads.slice(4)];
  if (pads.length !== 8 || pads.some((pad) => pad < 0)) refuse("Pad by less than nothing");
  if (before[0] || after[0]) refuse("Pad of the batch");
  return { kind: "pad", input, before, after, output: node.output };
}

function rankOf(operation: Operation, ranks: ReadonlyMap<string, number>): number {
  if (operation.kind === "reshape") return operation.shape.length;
  if (operation.kind === "flatten" || (operation.kind === "pool" && operation.isFlat)) return 2;
  return ranks.get(inputsOf(operation)[0]!)!;
}
