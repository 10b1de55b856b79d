import type { Matrix } from "../matrix.ts";

/** Pictures or vectors for the network: N x the shape of one input, row-major. */
export interface Inputs {
  readonly data: Float32Array;
  /** Rows first: [N, channels, height, width] or [N, features]. */
  readonly shape: readonly number[];
}

/** A float32 tensor of the state of a network or an optimiser. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Everything that a step reads besides its batch, by name: weights, running statistics, the optimiser's moments. */
export type LearnerState = Readonly<Record<string, StateTensor>>;

/** A step by way of the cosines of all rows with each other, for a loss that depends on nothing else. */
export interface CosineStep {
  /** As {@link Learner.forward}, and the cosines, N x N. */
  forward(batch: Inputs): Promise<{ readonly embeddings: Matrix<Float32Array>; readonly cosines: Matrix<Float32Array> }>;
  /**
   * As {@link Learner.backward}.
   *
   * @param slopes dLoss / dCosines, N x N
   */
  backward(slopes: Float32Array | Float64Array, rate: number): Promise<{ readonly gradientNorm: number }>;
}

/** A network that is being trained: one graph forward, one backward with the optimiser. */
export interface Learner {
  /** Of the embeddings. */
  readonly dimension: number;
  /** Where the engine multiplies rows with each other: `forward` and `backward` in place of those below. */
  readonly byCosines?: CosineStep;
  /** Embeddings of a batch in training mode; what backward needs of it is kept until then. */
  forward(batch: Inputs): Promise<Matrix<Float32Array>>;
  /**
   * One step of the optimiser for the batch that went forward last.
   *
   * @param gradient dLoss / dEmbeddings, N x D
   * @param rate the learning rate of this step
   * @returns the norm of the gradient of all weights before clipping
   * @throws {TrainingError} `not_finite` where the gradient is; the state is then what it was
   */
  backward(gradient: Float32Array | Float64Array, rate: number): Promise<{ readonly gradientNorm: number }>;
  /** Embeddings as the exported network gives them (running statistics), for any number of rows. */
  embed(inputs: Inputs): Promise<Matrix<Float32Array>>;
  /** A copy. */
  state(): LearnerState;
  /** @throws {TrainingError} `wrong_checkpoint` for other names or shapes, naming the first */
  restore(state: LearnerState): void;
  /** The network as it stands as an ONNX file for inference, with batch-norm folded. Bytes depend on the state alone. */
  exportOnnx(): Uint8Array;
  close(): Promise<void>;
}
