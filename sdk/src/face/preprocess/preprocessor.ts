import type { InputSpec, Picture, Similarity, Size } from "../../core/index.ts";
import type { DeviceTensor, Tensor } from "../../runtime/index.ts";

/** How a part is drawn: where it lies in the picture and, if it is `mirrored`, with left and right exchanged then. */
export interface Look extends Similarity {
  readonly mirrored?: boolean;
}

/**
 * A picture made ready to be looked at in parts. Each part is drawn through a similarity that takes the picture's
 * pixels to the part's, as the oracle `warp` of core draws it: within 1/255 in every pixel (SPEC.md).
 */
export interface PreparedPicture extends Size {
  /**
   * One part for each look, N x 3 x H x W, normalised as the model's card says. Its memory is lent until
   * `close`, and holds what was drawn until then.
   *
   * @throws Problem `closed`, `device_lost`
   */
  tensor(looks: readonly Look[], size: Size, spec: InputSpec): Tensor | DeviceTensor;
  /**
   * The same parts as pictures, in the program's own memory; they are the caller's.
   *
   * @throws Problem `closed`, `device_lost`, `out_of_memory`, `inference_failed`
   */
  pictures(looks: readonly Look[], size: Size): Promise<Picture[]>;
  /**
   * Settles once it is known that all tensors so far were drawn. A GPU says only afterwards that it could not:
   * what a model made of a tensor is to be believed after this, not before.
   *
   * @throws Problem `device_lost`, `out_of_memory`, `inference_failed`
   */
  settled(): Promise<void>;
  /** Gives back the memory of its tensors; to be called when no run that was given one is pending. Twice is once. */
  close(): void;
}

/** What cuts model inputs out of pictures: in typed arrays, or on the GPU that runs the models. */
export interface Preprocessor<Source = Picture> {
  /**
   * The source is read as it is displayed and stays the caller's: a `Picture` must not change before `close`;
   * anything else may be closed as soon as this is settled.
   *
   * @throws Problem `broken_picture`, `picture_too_large`, `closed`, `device_lost`, `out_of_memory`,
   * `inference_failed`
   */
  prepare(source: Source): PreparedPicture | Promise<PreparedPicture>;
  /** Frees what outlives a picture. Twice is once. */
  close(): void;
}
