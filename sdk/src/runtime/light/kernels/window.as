// What looks at each channel for itself through a window: depthwise convolution and the pools.

import { activatedEach, madd } from "./vector";

const MAXIMUM: i32 = 1;
const MEAN: i32 = 2;

/**
 * @param kind 0 is a depthwise convolution, with `weights` of rows x columns x channels and a `bias`.
 * @param pitch Bytes of a pixel, in and out, a multiple of 16.
 * @param slopes What is negative is multiplied with, for each channel, if `act` says so.
 */
export function window(
  kind: i32, source: usize, count: i32, height: i32, width: i32, pitch: i32, weights: usize, bias: usize,
  rows: i32, columns: i32, strideY: i32, strideX: i32, top: i32, left: i32, dilationY: i32, dilationX: i32,
  target: usize, outHeight: i32, outWidth: i32, added: usize, act: i32, slopes: usize,
): void {
  const isPlain = kind == 0 && rows == 3 && columns == 3 && dilationY == 1 && dilationX == 1 && !added;
  // Output columns whose whole window lies in the picture.
  const inFrom = (left + strideX - 1) / strideX;
  const inTo = width + left >= 3 ? min(outWidth, (width + left - 3) / strideX + 1) : 0;
  for (let picture = 0; picture < count; picture++) {
    const from = source + <usize>(picture * height * width * pitch);
    for (let outY = 0; outY < outHeight; outY++) {
      const y0 = outY * strideY - top;
      const out = target + <usize>((picture * outHeight + outY) * outWidth * pitch);
      const isInside = isPlain && y0 >= 0 && y0 + 3 <= height && inFrom < inTo;
      if (isInside) {
        const first = from + <usize>((y0 * width + inFrom * strideX - left) * pitch);
        const to = out + <usize>(inFrom * pitch);
        inside(first, width * pitch, pitch, strideX * pitch, weights, bias, to, inTo - inFrom, act, slopes);
      }
      for (let outX = 0; outX < outWidth; outX++) {
        if (isInside && outX == inFrom) outX = inTo;
        if (outX >= outWidth) break;
        const x0 = outX * strideX - left;
        const rowFrom = y0 < 0 ? (dilationY - 1 - y0) / dilationY : 0;
        const rowTo = min(rows, (height - y0 + dilationY - 1) / dilationY);
        const columnFrom = x0 < 0 ? (dilationX - 1 - x0) / dilationX : 0;
        const columnTo = min(columns, (width - x0 + dilationX - 1) / dilationX);
        const share = f32x4.splat(<f32>1 / <f32>((rowTo - rowFrom) * (columnTo - columnFrom)));
        for (let channel = 0; channel < pitch; channel += 16) {
          let sum = kind == 0 ? v128.load(bias + channel) : f32x4.splat(kind == MAXIMUM ? -Infinity : 0);
          for (let row = rowFrom; row < rowTo; row++) {
            const line = from + <usize>((y0 + row * dilationY) * width * pitch + channel);
            for (let column = columnFrom; column < columnTo; column++) {
              const x = v128.load(line + <usize>((x0 + column * dilationX) * pitch));
              const tap = (row * columns + column) * pitch + channel;
              if (kind == 0) sum = madd(sum, x, v128.load(weights + <usize>tap));
              else if (kind == MAXIMUM) sum = f32x4.max(sum, x);
              else sum = f32x4.add(sum, x);
            }
          }
          if (kind == MEAN) sum = f32x4.mul(sum, share);
          const place = outX * pitch + channel;
          if (added) sum = f32x4.add(sum, v128.load(added + (out - target) + place));
          v128.store(out + place, activatedEach(sum, act, slopes + channel));
        }
      }
    }
  }
}

/** A row of a depthwise 3 x 3 convolution whose windows lie inside: nine weights stay in registers. */
function inside(
  source: usize, line: i32, pitch: i32, step: i32, weights: usize, bias: usize, target: usize, length: i32,
  act: i32, slopes: usize,
): void {
  for (let channel = 0; channel < pitch; channel += 16) {
    let w = weights + channel;
    const w0 = v128.load(w);
    const w1 = v128.load((w += pitch));
    const w2 = v128.load((w += pitch));
    const w3 = v128.load((w += pitch));
    const w4 = v128.load((w += pitch));
    const w5 = v128.load((w += pitch));
    const w6 = v128.load((w += pitch));
    const w7 = v128.load((w += pitch));
    const w8 = v128.load(w + pitch);
    const start = v128.load(bias + channel);
    let a = source + channel;
    let b = a + line;
    let c = b + line;
    let out = target + channel;
    for (let i = 0; i < length; i++) {
      // Two sums, so that one madd need not wait for the other.
      let sum = madd(start, v128.load(a), w0);
      let more = f32x4.mul(v128.load(a + pitch), w1);
      sum = madd(sum, v128.load(a + 2 * pitch), w2);
      more = madd(more, v128.load(b), w3);
      sum = madd(sum, v128.load(b + pitch), w4);
      more = madd(more, v128.load(b + 2 * pitch), w5);
      sum = madd(sum, v128.load(c), w6);
      more = madd(more, v128.load(c + pitch), w7);
      sum = madd(sum, v128.load(c + 2 * pitch), w8);
      v128.store(out, activatedEach(f32x4.add(sum, more), act, slopes + channel));
      a += step;
      b += step;
      c += step;
      out += pitch;
    }
  }
}
