import { type Matrix, matrix } from "../matrix.ts";
import { countOptions } from "../miners/options.ts";
import type { Random } from "../random.ts";
import type { Batch, LossParameter } from "./loss.ts";
import { labelsBelow } from "./labels-below.ts";

/** What a loss needs in order to learn one proxy of each class. */
export interface ProxyOptions {
  /** Labels run from 0 to one less. */
  readonly classes: number;
  /** Of the embedding. */
  readonly dimension: number;
  /** Where the proxies start: each value of the standard normal distribution. */
  readonly random: Random;
}

export interface Proxies {
  readonly parameter: LossParameter;
  readonly matrix: Matrix<Float64Array>;
  /** @throws {RangeError} for a batch of another dimension, or a label without a proxy */
  check(batch: Batch): void;
}

/** One vector of each class, classes x dimension. They are normalised where they are compared, not where they lie. */
export function proxies(loss: string, { classes, dimension, random }: ProxyOptions): Proxies {
  countOptions(loss, { classes, dimension });
  const values = Float64Array.from({ length: classes * dimension }, () => random.normal());
  return {
    parameter: { shape: [classes, dimension], values },
    matrix: matrix(values, classes, dimension),
    check: (batch) => {
      const { columns } = batch.embeddings;
      if (columns !== dimension) throw new RangeError(`${loss}: ${columns} columns, but proxies of ${dimension}`);
      labelsBelow(loss, batch, classes);
    },
  };
}
