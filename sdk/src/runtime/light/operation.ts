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
  /** What LeakyRelu multiplies what is negative with. */
  readonly slope: number;
}

export const linear: Activation = { kind: 0, slope: 0 };
export const relu: Activation = { kind: 1, slope: 0 };

export interface Filters {
  readonly weights: Weights;
  readonly bias: Weights | undefined;
  readonly out: number;
  /** That each filter sees: all of the input's, or one. */
  readonly channels: number;
  readonly isDepthwise: boolean;
}

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
);

export function inputsOf(operation: Operation): readonly string[] {
  if (operation.kind === "concat") return operation.inputs;
  if (operation.kind === "add") return [operation.input, operation.other];
  if (operation.kind === "convolve" && operation.residual !== undefined) return [operation.input, operation.residual];
  return [operation.input];
}
