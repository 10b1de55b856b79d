import type { Weights } from "./weights.ts";

/** Where a window looks: rows, then columns, as ONNX orders them. */
export interface Window {
  readonly size: readonly [rows: number, columns: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pads: readonly [top: number, left: number, bottom: number, right: number];
}

/** The numbers are the kernels'. */
export interface Activation {
  readonly kind: 0 | 1 | 2;
  /** What is negative is multiplied with it; where that is for each channel its own, {@link Filters} have them. */
  readonly slope: number;
}

export const linear: Activation = { kind: 0, slope: 0 };
export const relu: Activation = { kind: 1, slope: 0 };

export interface Filters {
  readonly weights: Weights;
  readonly bias: Weights | undefined;
  /** For each channel that comes out, where it is bent. */
  readonly slopes?: Float32Array;
  readonly out: number;
  /** That each filter sees: all of the input's, or one. */
  readonly channels: number;
  readonly isDepthwise: boolean;
  /** In x out, as a matrix has it that rows are multiplied with; filters are out x in. */
  readonly isMatrix?: boolean;
}

/** A step that looks at each channel for itself, at one pixel. */
export const onePixel: Window = { size: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };

/** What the graph does, whatever the input's size; activations and sums are part of what they follow. */
export type Operation = { readonly output: string } & (
  | {
      readonly kind: "convolve";
      readonly input: string;
      readonly filters: Filters;
      /** Undefined for a product of matrices, whose rows are pictures of one pixel. */
      readonly window: Window | undefined;
      readonly residual: string | undefined;
      readonly activation: Activation;
    }
  | {
      readonly kind: "pool";
      readonly input: string;
      readonly isMaximum: boolean;
      /** Of the whole picture, without the axes that are of one pixel then. */
      readonly isFlat?: boolean;
      /** Undefined is the whole picture. */
      readonly window: Window | undefined;
      readonly activation: Activation;
    }
  | { readonly kind: "add"; readonly input: string; readonly other: string; readonly activation: Activation }
  | {
      readonly kind: "affine";
      readonly input: string;
      readonly scale: number;
      readonly offset: number;
      readonly activation: Activation;
    }
  | {
      readonly kind: "pad";
      readonly input: string;
      readonly before: readonly number[];
      readonly after: readonly number[];
    }
  | { readonly kind: "concat"; readonly inputs: readonly string[]; readonly axis: number }
  /** N x C x H x W to N x H x W x C. */
  | { readonly kind: "channels-last"; readonly input: string }
  | { readonly kind: "reshape"; readonly input: string; readonly shape: readonly number[] }
  | { readonly kind: "flatten"; readonly input: string }
  /** Over the last axis. */
  | { readonly kind: "softmax"; readonly input: string }
  /** Each row of the last axis divided by its Euclidean length, or by `least` if that is more. */
  | { readonly kind: "normalise"; readonly input: string; readonly least: number }
);

export type Convolution = Extract<Operation, { kind: "convolve" }>;

export function inputsOf(operation: Operation): readonly string[] {
  if (operation.kind === "concat") return operation.inputs;
  if (operation.kind === "add") return [operation.input, operation.other];
  if (operation.kind === "convolve" && operation.residual !== undefined) return [operation.input, operation.residual];
  return [operation.input];
}
