import { Problem } from "../../core/index.ts";
import { padded } from "./filters.ts";
import type { Block } from "./memory.ts";

/**
 * A tensor of the plan. `plain` is row-major, as ONNX has it; `pixels` has the channels of each pixel side by side,
 * padded to `pitch` floats; of two axes, each row is a picture of one pixel.
 */
export interface Value {
  readonly layout: "plain" | "pixels";
  /** As ONNX counts: pictures, channels, height, width. */
  readonly shape: readonly number[];
  readonly pitch: number;
  readonly block: Block;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Pictures, channels, height and width; one row of two axes is one pixel. */
export function picturesOf({
  shape,
}: Value): readonly [count: number, channels: number, height: number, width: number] {
  const [count = 1, channels = 1, height = 1, width = 1] = shape;
  return [count, channels, height, width];
}

export function floatsOf({ layout, shape, pitch }: Pick<Value, "layout" | "shape" | "pitch">): number {
  if (layout === "plain") return sizeOf(shape);
  const [count = 1, , height = 1, width = 1] = shape;
  return count * height * width * pitch;
}

export function pitchOf(layout: Value["layout"], shape: readonly number[]): number {
  return layout === "plain" ? 0 : padded(shape[1]!);
}

export const isSameShape = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

/** The input's size does not go with the model. */
export function unfit(what: string): never {
  throw new Problem("inference_failed", `the model cannot take inputs of this shape: ${what}`);
}
