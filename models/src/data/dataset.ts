import type { PictureSource } from "./picture-source.ts";
import type { Pixels } from "./pixels.ts";

/** Pictures with a class each. Nothing is decoded before it is asked for. */
export interface Dataset {
  readonly name: string;
  /** What each class is called. */
  readonly classes: readonly string[];
  /** The class of each picture. */
  readonly labels: Int32Array;
  /** Where a picture comes from, for messages: a file, or a place in one. */
  describe(index: number): string;
  /**
   * Not to be written to: it may be the dataset's own memory.
   *
   * @throws {TrainingError} `data_invalid`, naming the file, where it cannot be read or decoded
   */
  picture(index: number): Promise<Pixels>;
  /** Where the pictures lie, as a value that another thread can be given; without it, one thread reads them. */
  readonly source?: PictureSource;
}

/** The parts of a protocol. For zero-shot retrieval they share no class. */
export interface Split {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test: Dataset;
}
