import type { Matrix } from "../matrix.ts";
import type { Tuples } from "../miners/tuples.ts";

/** What a loss is computed on. */
export interface Batch {
  /**
   * N x D, as the network gives them. Losses normalise rows where the paper does, and the gradient is that of the rows
   * before it.
   */
  readonly embeddings: Matrix;
  /** The class of each row, whole numbers from 0. */
  readonly labels: Int32Array;
}

export interface LossInput extends Batch {
  /** What a miner chose; without it a loss takes all tuples of its kind. */
  readonly tuples?: Tuples;
  /**
   * Positives and negatives are these, not the batch itself (a cross-batch memory); no gradient goes to them. Tuples
   * then index the batch as anchors and the reference as positives and negatives.
   */
  readonly reference?: Batch;
}

/** What says which pairs a loss is of, and nothing of where their rows lie. */
export type Pairing = Omit<LossInput, "embeddings">;

/** What a loss is computed on that knows rows by their cosines alone, all pairs being within the batch. */
export interface CosineInput extends Omit<Pairing, "reference"> {
  /** Of each row with each, N x N. */
  readonly cosines: Matrix;
}

export interface LossOutput {
  readonly loss: number;
  /** dLoss / dEmbeddings, N x D; of {@link Loss.ofCosines} dLoss / dCosines, N x N. */
  readonly gradient: Float64Array;
  /** dLoss / dParameter by the name of the parameter, where the loss learns some. */
  readonly parameterGradients: Readonly<Record<string, Float64Array>>;
}

/** What a loss learns beside the network, such as proxies. Whoever trains changes the values in place. */
export interface LossParameter {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A loss over a batch of embeddings in closed form: no engine, no graph. */
export interface Loss {
  readonly name: string;
  readonly parameters: Readonly<Record<string, LossParameter>>;
  /**
   * @throws {RangeError} for labels that do not fit the rows, or an embedding that is not finite
   * @throws {TrainingError} `not_finite` where the loss or a gradient overflows
   */
  compute(input: LossInput): LossOutput;
  /**
   * The same loss for cosines that somebody has computed already, such as the engine that the network runs on: it is
   * much faster at products of matrices than `compute` is. Losses that know rows by more than cosines have none.
   *
   * @throws as `compute` does
   */
  ofCosines?(input: CosineInput): LossOutput;
}
