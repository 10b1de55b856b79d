import type { Place } from "../trace.ts";

/** @throws {RangeError} naming the layer, where what comes in is not channels x rows x columns */
export function pictureShape({ shape }: Place, layer: string): [channels: number, height: number, width: number] {
  const [channels, height, width] = shape;
  if (shape.length !== 3 || channels === undefined || height === undefined || width === undefined)
    throw new RangeError(`${layer} takes channels x rows x columns, not [${shape.join(", ")}]`);
  return [channels, height, width];
}

/** @throws {RangeError} naming the layer, where what comes in is no vector */
export function vectorLength({ shape }: Place, layer: string): number {
  const [length] = shape;
  if (shape.length !== 1 || length === undefined)
    throw new RangeError(`${layer} takes a vector, not [${shape.join(", ")}]`);
  return length;
}
