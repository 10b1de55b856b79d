import { aligned, floatsAt } from "./memory.ts";
import type { Kernels } from "./module.ts";
import type { Convolution, Filters, Operation } from "./operation.ts";
import { valuesOf } from "./weights.ts";

/** Where a convolution's weights, bias and slopes lie, as its kernel reads them. */
export interface Packed {
  readonly weights: number;
  readonly bias: number;
  /** 0 where nothing is bent. */
  readonly slopes: number;
}

/** Of a pixel's channels: kernels write four at a time. */
export const padded = (channels: number): number => Math.ceil(channels / 4) * 4;

/** Where the filters of each convolution will lie, from `start` on, and where they end. */
export function layOut(operations: readonly Operation[], start: number) {
  const places = new Map<Filters, Packed>();
  let end = start;
  const take = (floats: number): number => {
    const at = end;
    end += aligned(floats * 4);
    return at;
  };
  for (const { filters } of operations.filter(isConvolution)) {
    const out = padded(filters.out);
    const [weights, bias] = [take(out * depthOf(filters)), take(out)];
    places.set(filters, { weights, bias, slopes: filters.slopes ? take(out) : 0 });
  }
  return { places, end };
}

/** Room for one convolution's filters as the file has them, and their scales. */
export function stagingOf(operations: readonly Operation[]): number {
  // The kernel reads 16 bytes at a time, and its last read may end beyond.
  const sizes = operations
    .filter(isConvolution)
    .map(({ filters: { weights, out } }) => aligned(weights.bytes.length) + out * 4);
  return Math.max(0, ...sizes) + 16;
}

/** Brings filters to where and as their kernel reads them; `staging` is overwritten. */
export function pack(
  kernels: Kernels,
  memory: WebAssembly.Memory,
  { filters }: Convolution,
  to: Packed,
  staging: number,
) {
  const { weights, bias, slopes, out, channels } = filters;
  if (bias) floatsAt(memory, to.bias, out).set(valuesOf(bias));
  if (slopes) floatsAt(memory, to.slopes, out).set(slopes);
  if (filters.isDepthwise) {
    packDepthwise(valuesOf(weights), floatsAt(memory, to.weights, padded(out) * depthOf(filters)), out);
    return;
  }
  const { bytes, quantised } = weights;
  new Uint8Array(memory.buffer, staging, bytes.length).set(bytes);
  const depth = depthOf(filters);
  const layout = [out, channels, depth / channels, ...(filters.isMatrix ? [1, out] : [depth, 1])];
  if (quantised) {
    const scales = staging + aligned(bytes.length);
    floatsAt(memory, scales, out).set(
      Float32Array.from({ length: out }, (_, i) => quantised.scales[i] ?? quantised.scales[0]!),
    );
    kernels.packBytes(staging, to.weights, ...layout, quantised.zero, scales);
  } else kernels.packFloats(staging, to.weights, ...layout);
}

/** From channels x taps to taps x channels. */
function packDepthwise(values: Float32Array, target: Float32Array, out: number): void {
  const [taps, pitch] = [values.length / out, padded(out)];
  for (let channel = 0; channel < out; channel++) {
    for (let tap = 0; tap < taps; tap++) target[tap * pitch + channel] = values[channel * taps + tap]!;
  }
}

/** Weights that make one value. */
function depthOf({ weights, out }: Filters): number {
  return weights.dims.reduce((product, dim) => product * dim, 1) / out;
}

export const isConvolution = (operation: Operation): operation is Convolution => operation.kind === "convolve";
