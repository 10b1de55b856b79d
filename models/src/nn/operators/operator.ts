import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";

type Nodes = Readonly<Record<string, Node>>;

/** What an operator is applied to. */
export interface Call {
  readonly inputs: readonly Node[];
  /** What is learnt, by name. */
  readonly parameters: Nodes;
  /** What training measures and inference uses, such as the running mean of batch-norm, by name. */
  readonly statistics: Nodes;
  /** Numbers by chance, anew for each step, by name; there are none in inference. */
  readonly noise: Nodes;
}

/** What the forward graph has of a call. */
export interface Forwarded {
  readonly output: Node;
  /** Values beside inputs and output that the gradient needs. */
  readonly kept?: Nodes;
  /** The statistics after this batch. */
  readonly statistics?: Nodes;
}

/** What the rule of a gradient starts from. All values are of the forward graph: {@link recall} brings one over. */
export interface Backward extends Call {
  readonly output: Node;
  readonly kept: Nodes;
  /** dLoss / dOutput, in the backward graph. */
  readonly gradient: Node;
  /**
   * The same value in the backward graph. Only what is asked for is saved between the two graphs; parameters, noise and
   * the batch are there anyway.
   */
  recall(value: Node): Node;
}

export interface Gradients {
  /** One for each input, written only where somebody needs it. */
  readonly inputs: readonly (() => Node)[];
  /** One for each parameter, by its name. */
  readonly parameters?: Nodes;
}

/** How one operator is written: its value, and its gradient by the chain rule, both in stock operators of ONNX. */
export interface Operator {
  readonly kind: string;
  forward(write: Writer, call: Call): Forwarded;
  backward(write: Writer, call: Backward): Gradients;
  /** As the exported network computes it; like the forward value unless told. */
  inference?(write: Writer, call: Call): Node;
  /** Where the operator is linear, the parameter whose rows make one output each: it and a bias can carry an {@link Affine}. */
  readonly carries?: string;
  /** What inference does to each channel, where that is all it does; values by the names of parameters and statistics. */
  affine?(values: Readonly<Record<string, Float32Array>>): Affine;
}

/** factor x + offset, for each channel. */
export interface Affine {
  readonly factor: Float64Array;
  readonly offset: Float64Array;
}
