import type { InputSpec, Picture, Similarity } from "../../core/index.ts";
import type { DeviceTensor, Tensor } from "../../runtime/index.ts";

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture made ready to be looked at in parts. Each part is drawn through a similarity that takes the picture's
 * pixels to the part's, as the oracle `warp` of core draws it: within 1/255 in every pixel.
 */
export interface PreparedPicture extends Size {
  /** One part for each transform, N x 3 x H x W, normalised as the model's card says. */
  tensor(transforms: readonly Similarity[], size: Size, spec: InputSpec): Tensor | DeviceTensor;
  /** The same parts as pictures, in the program's own memory. */
  pictures(transforms: readonly Similarity[], size: Size): Promise<Picture[]>;
  /** Frees what was made of it, the tensors too; to be called when no run that was given one is pending. */
  close(): void;
}

/** What cuts model inputs out of pictures: in typed arrays, or on the GPU that runs the models. */
export interface Preprocessor<Source = Picture> {
  prepare(source: Source): PreparedPicture;
  /** Frees what outlives a picture. */
  close(): void;
}
