import type { InputSpec, Size } from "../../core/index.ts";

/** Where the colours of one part go in a tensor, and how: a colour becomes `colour * scale + bias`. */
export interface Planes {
  readonly data: Float32Array;
  readonly scale: number;
  readonly red: Plane;
  readonly green: Plane;
  readonly blue: Plane;
}

interface Plane {
  /** Its first value's index in `data`. */
  readonly at: number;
  readonly bias: number;
}

/** The planes of a batch's nth part, each of `area` values. */
export function planesOf(data: Float32Array, n: number, area: number, { channels, mean, divisor }: InputSpec): Planes {
  const plane = (c: 0 | 1 | 2): Plane => ({ at: (n * 3 + c) * area, bias: -mean[c] / divisor });
  const [red, blue] = channels === "rgb" ? ([0, 2] as const) : ([2, 0] as const);
  return { data, scale: 1 / divisor, red: plane(red), green: plane(1), blue: plane(blue) };
}

/** Exchanges left and right, in place. */
export function mirror({ data, red, green, blue }: Planes, { width, height }: Size): void {
  for (const { at } of [red, green, blue]) {
    for (let row = at; row < at + width * height; row += width) data.subarray(row, row + width).reverse();
  }
}
