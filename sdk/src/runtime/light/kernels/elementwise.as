// Value by value; `bytes` is a multiple of 16.

import { activated } from "./vector";

export function add(a: usize, b: usize, target: usize, bytes: i32, act: i32, leak: f32): void {
  const slope = f32x4.splat(leak);
  for (let i = 0; i < bytes; i += 16) {
    v128.store(target + i, activated(f32x4.add(v128.load(a + i), v128.load(b + i)), act, slope));
  }
}

/** x * scale + offset, each rounded for itself. */
export function affine(source: usize, target: usize, bytes: i32, scale: f32, offset: f32, act: i32, leak: f32): void {
  const slope = f32x4.splat(leak), factor = f32x4.splat(scale), shift = f32x4.splat(offset);
  for (let i = 0; i < bytes; i += 16) {
    v128.store(target + i, activated(f32x4.add(f32x4.mul(v128.load(source + i), factor), shift), act, slope));
  }
}

/** Copies a x b x c floats between any two layouts; steps are in bytes. */
export function copy(
  source: usize, target: usize, a: i32, b: i32, c: i32,
  sourceA: i32, sourceB: i32, sourceC: i32, targetA: i32, targetB: i32, targetC: i32,
): void {
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      let from = source + i * sourceA + j * sourceB;
      let to = target + i * targetA + j * targetB;
      if (sourceC == 4 && targetC == 4) {
        memory.copy(to, from, c * 4);
        continue;
      }
      for (let k = 0; k < c; k++) {
        store<f32>(to, load<f32>(from));
        from += sourceC;
        to += targetC;
      }
    }
  }
}
