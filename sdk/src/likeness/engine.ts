import type { FaceEmbedder } from "../face/index.ts";
import type { BackendChoice } from "./backend/index.ts";

/**
 * What turns pictures into templates, wherever it runs: on this thread, in a worker, in another process. Frames that
 * it was given are its own, and it closes them.
 */
export interface Engine<Source> extends FaceEmbedder<Source> {
  /** What the models run on now, and why; it changes when a GPU is lost. */
  readonly backend: BackendChoice;
}
