// What every kernel is made of: four floats at a time.

/** Activations, as the plan numbers them. */
export const NONE: i32 = 0;
export const RELU: i32 = 1;
export const LEAKY: i32 = 2;

/** Rounded twice, so that every device computes the same; relaxed SIMD's fused form depends on the processor. */
// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** NaN stays NaN: `pmax` gives its first argument unless that is the lesser. */
// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
export function activated(x: v128, activation: i32, slope: v128): v128 {
  if (activation == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (activation == LEAKY) return leaky(x, slope);
  return x;
}

/** The same with a slope for each channel: those of the four channels lie at `slopes`, and are read if they are used. */
// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
export function activatedEach(x: v128, activation: i32, slopes: usize): v128 {
  if (activation == RELU) return f32x4.pmax(x, f32x4.splat(0));
  if (activation == LEAKY) return leaky(x, v128.load(slopes));
  return x;
}

// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
function leaky(x: v128, slope: v128): v128 {
  return v128.bitselect(f32x4.mul(x, slope), x, f32x4.lt(x, f32x4.splat(0)));
}
