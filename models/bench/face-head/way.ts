import type { Matrix } from "../../src/matrix.ts";
import type { Faces } from "./faces.ts";

/** What one setting of a way makes of the pictures that are tested. */
export interface Adapted {
  readonly setting: string;
  readonly embeddings: Matrix;
}

/** A way to adapt embeddings to faces. */
export interface Way {
  readonly name: string;
  /** Whether changed copies of the pictures are learnt from too. */
  readonly augmented: boolean;
  /**
   * Learns from some people and embeds pictures of others, once for every setting, always in the same order. The first
   * setting leaves the embeddings as the backbone gives them: where nothing helps, it is chosen.
   */
  adapt(learnt: Faces, tested: Matrix<Float32Array>, seed: number): Promise<readonly Adapted[]>;
}

export const unadapted = "as the backbone gives them";

/** What all others are compared with. */
export const none: Way = {
  name: unadapted,
  augmented: false,
  adapt: async (_, tested) => [{ setting: unadapted, embeddings: tested }],
};
