import { attributesOf } from "./attributes.ts";
import { type Activation, type Convolution, linear, onePixel } from "./operation.ts";
import { refuse, require } from "./refuse.ts";
import { needRank, type Scene, type Translated } from "./scene.ts";
import { type Known, valuesOf, type Weights } from "./weights.ts";

/** Of `input`, or by the operation that makes it, if that has no activation yet. */
export function activation(
  { node: { output }, sole: [maker] }: Scene,
  input: string,
  activation: Activation,
): Translated {
  if (maker?.kind === "convolve" && maker.activation.kind === 0) {
    const slopes = new Float32Array(maker.filters.out).fill(activation.slope);
    const operation = activation.kind === 2 ? bent(maker, slopes) : { ...maker, activation };
    return { operation: { ...operation, output }, replaces: maker };
  }
  // A pool has nowhere to keep slopes.
  const takes = maker?.kind === "add" || maker?.kind === "affine" || (maker?.kind === "pool" && activation.kind !== 2);
  if (takes && maker.activation.kind === 0) return { operation: { ...maker, activation, output }, replaces: maker };
  return { operation: { kind: "affine", input, scale: 1, offset: 0, activation, output } };
}

/** He 2015, eq. 1: what is negative times the slope of its channel. */
export function prelu(scene: Scene, input: string): Translated {
  const { node, known, sole, ranks } = scene;
  const rank = ranks.get(input)!;
  attributesOf(node, {});
  const name = node.inputs[1] ?? "";
  const { dims } = require(known.weights(name), "PRelu with slopes that are computed");
  if (dims.length > rank) refuse("PRelu with more axes of slopes than of values");
  const number = known.scalar(name);
  if (number !== undefined) return activation(scene, input, { kind: 2, slope: number });
  needRank(node, rank, 2, 4);
  const others = dims.filter((_, axis) => axis + rank - dims.length !== 1);
  if (!others.every((length) => length === 1)) refuse("PRelu with other than a slope for each channel");
  const slopes = values(known, name, "PRelu with slopes that are computed");
  const [maker] = sole;
  if (maker?.kind !== "convolve" || maker.activation.kind !== 0) {
    const ones = new Float32Array(slopes.length).fill(1);
    return { operation: bent(eachChannel(input, ones, new Float32Array(slopes.length), node.output), slopes) };
  }
  if (maker.filters.out !== slopes.length) refuse("PRelu with more or fewer slopes than channels");
  return { operation: { ...bent(maker, slopes), output: node.output }, replaces: maker };
}

/** With statistics that are known it is a factor and an offset for each channel. */
export function batchNorm({ node, known, ranks }: Scene, input: string): Convolution {
  const defaults = { epsilon: Math.fround(1e-5), momentum: Math.fround(0.9), training_mode: 0 };
  const { epsilon, training_mode: isTraining } = attributesOf(node, defaults);
  if (isTraining !== 0) refuse("BatchNormalization in training");
  needRank(node, ranks.get(input)!, 2, 4);
  const by = (index: number) => values(known, node.inputs[index] ?? "", "BatchNormalization by what is computed");
  const [scale, shift, mean, variance] = [by(1), by(2), by(3), by(4)] as const;
  const isFit = [shift, mean, variance].every(({ length }) => length === scale.length);
  if (!isFit) refuse("BatchNormalization of several lengths");
  const factors = Float64Array.from(scale, (value, i) => value / Math.sqrt(variance[i]! + epsilon));
  const offsets = Float32Array.from(shift, (value, i) => value - mean[i]! * factors[i]!);
  return eachChannel(input, Float32Array.from(factors), offsets, node.output);
}

/** x * factor + offset for each channel: a depthwise convolution that sees one pixel. */
function eachChannel(input: string, factors: Float32Array, offsets: Float32Array, output: string): Convolution {
  const out = factors.length;
  const weights = weightsOf(factors, [out, 1, 1, 1]);
  const filters = { weights, bias: weightsOf(offsets, [out]), out, channels: 1, isDepthwise: true };
  return { kind: "convolve", input, filters, window: onePixel, residual: undefined, activation: linear, output };
}

function bent(operation: Convolution, slopes: Float32Array): Convolution {
  return { ...operation, filters: { ...operation.filters, slopes }, activation: { kind: 2, slope: 0 } };
}

const values = (known: Known, name: string, what: string): Float32Array => valuesOf(require(known.weights(name), what));

function weightsOf({ buffer, byteOffset, byteLength }: Float32Array, dims: readonly number[]): Weights {
  return { dims, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
}
