// Dense convolution, as a product of matrices whose left one is never written out: each output pixel has a row of
// pointers to the runs of floats that it is made of ("indirection", Dukhan 2019, arXiv:1907.02129).

import { activatedEach, madd } from "./vector";

/** Pixels made at a time; 4 of 8 channels are 8 sums, which leaves room for the rest in the 16 registers of x86. */
const TILE: i32 = 4;
/** Pixels that are made for one block of channels before the next one's weights are taken. */
const PANEL: i32 = 64;

/** What the end of a tile needs; set once a convolution. */
let residual: usize = 0;
let output: usize = 0;
let activation: i32 = 0;
let slopes: usize = 0;

/**
 * @param source Pixels of `pitch` bytes each, `height` rows of `width`, `count` pictures.
 * @param run Floats that each tap reads; `taps` of them lie `dilation` pixels apart.
 * @param zeros As many zeros as a run has.
 * @param table Room for PANEL * (rows * columns + 1) pointers.
 * @param outPitch Bytes of an output pixel, a multiple of 16.
 * @param leaks What is negative is multiplied with, for each channel, if `act` says so.
 */
export function convolve(
  source: usize, count: i32, height: i32, width: i32, pitch: i32, run: i32,
  weights: usize, bias: usize, zeros: usize, table: usize,
  rows: i32, columns: i32, strideY: i32, strideX: i32, top: i32, left: i32, dilationY: i32, dilationX: i32,
  target: usize, outHeight: i32, outWidth: i32, outPitch: i32, added: usize, act: i32, leaks: usize,
): void {
  residual = added;
  output = target;
  activation = act;
  slopes = leaks;
  const taps = rows * columns;
  const depth = taps * run;
  const tileBytes = <usize>((taps + 1) * TILE * 4);
  const pixels = count * outHeight * outWidth;
  for (let first = 0; first < pixels; first += PANEL) {
    const tiles = (min(PANEL, pixels - first) + TILE - 1) / TILE;
    for (let i = 0; i < tiles * TILE; i++) {
      // Past the end the last pixel is made again, and written to where it is.
      const pixel = min(first + i, pixels - 1);
      const picture = pixel / (outHeight * outWidth);
      const place = pixel - picture * outHeight * outWidth;
      const outY = place / outWidth;
      const y0 = outY * strideY - top;
      const x0 = (place - outY * outWidth) * strideX - left;
      let entry = table + <usize>(i / TILE) * tileBytes + <usize>((i % TILE) * 4);
      store<u32>(entry, pixel * outPitch);
      for (let row = 0; row < rows; row++) {
        const y = y0 + row * dilationY;
        const isIn = <u32>y < <u32>height;
        const line = source + <usize>((picture * height + y) * width * pitch);
        for (let column = 0; column < columns; column++) {
          const x = x0 + column * dilationX;
          entry += TILE * 4;
          store<u32>(entry, isIn && <u32>x < <u32>width ? line + <usize>(x * pitch) : zeros);
        }
      }
    }
    let block = 0;
    let w = weights;
    for (; block + 32 <= outPitch; block += 32, w += <usize>(depth * 32)) {
      for (let tile = 0; tile < tiles; tile++) tile8(table + <usize>tile * tileBytes, taps, run, w, bias, block);
    }
    if (block < outPitch) {
      for (let tile = 0; tile < tiles; tile++) tile4(table + <usize>tile * tileBytes, taps, run, w, bias, block);
    }
  }
}

/** 4 pixels of 8 channels. */
function tile8(table: usize, taps: i32, run: i32, w: usize, bias: usize, block: i32): void {
  const places = table;
  let a0 = v128.load(bias + block), a1 = v128.load(bias + block, 16);
  let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  for (let tap = 0; tap < taps; tap++) {
    table += TILE * 4;
    let a = <usize>load<u32>(table), b = <usize>load<u32>(table, 4);
    let c = <usize>load<u32>(table, 8), d = <usize>load<u32>(table, 12);
    let left = run;
    for (; left >= 2; left -= 2) {
      let w0 = v128.load(w), w1 = v128.load(w, 16);
      let x = v128.load32_splat(a);
      a0 = madd(a0, x, w0);
      a1 = madd(a1, x, w1);
      x = v128.load32_splat(b);
      b0 = madd(b0, x, w0);
      b1 = madd(b1, x, w1);
      x = v128.load32_splat(c);
      c0 = madd(c0, x, w0);
      c1 = madd(c1, x, w1);
      x = v128.load32_splat(d);
      d0 = madd(d0, x, w0);
      d1 = madd(d1, x, w1);
      w0 = v128.load(w, 32);
      w1 = v128.load(w, 48);
      x = v128.load32_splat(a, 4);
      a0 = madd(a0, x, w0);
      a1 = madd(a1, x, w1);
      x = v128.load32_splat(b, 4);
      b0 = madd(b0, x, w0);
      b1 = madd(b1, x, w1);
      x = v128.load32_splat(c, 4);
      c0 = madd(c0, x, w0);
      c1 = madd(c1, x, w1);
      x = v128.load32_splat(d, 4);
      d0 = madd(d0, x, w0);
      d1 = madd(d1, x, w1);
      w += 64;
      a += 8;
      b += 8;
      c += 8;
      d += 8;
    }
    if (left) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      let x = v128.load32_splat(a);
      a0 = madd(a0, x, w0);
      a1 = madd(a1, x, w1);
      x = v128.load32_splat(b);
      b0 = madd(b0, x, w0);
      b1 = madd(b1, x, w1);
      x = v128.load32_splat(c);
      c0 = madd(c0, x, w0);
      c1 = madd(c1, x, w1);
      x = v128.load32_splat(d);
      d0 = madd(d0, x, w0);
      d1 = madd(d1, x, w1);
      w += 32;
    }
  }
  let place = load<u32>(places) + block;
  end(place, a0, block);
  end(place + 16, a1, block + 16);
  place = load<u32>(places, 4) + block;
  end(place, b0, block);
  end(place + 16, b1, block + 16);
  place = load<u32>(places, 8) + block;
  end(place, c0, block);
  end(place + 16, c1, block + 16);
  place = load<u32>(places, 12) + block;
  end(place, d0, block);
  end(place + 16, d1, block + 16);
}

/** 4 pixels of the last 4 channels. */
function tile4(table: usize, taps: i32, run: i32, w: usize, bias: usize, block: i32): void {
  const places = table;
  let a0 = v128.load(bias + block);
  let b0 = a0, c0 = a0, d0 = a0;
  for (let tap = 0; tap < taps; tap++) {
    table += TILE * 4;
    let a = <usize>load<u32>(table), b = <usize>load<u32>(table, 4);
    let c = <usize>load<u32>(table, 8), d = <usize>load<u32>(table, 12);
    for (let left = run; left > 0; left--) {
      const w0 = v128.load(w);
      a0 = madd(a0, v128.load32_splat(a), w0);
      b0 = madd(b0, v128.load32_splat(b), w0);
      c0 = madd(c0, v128.load32_splat(c), w0);
      d0 = madd(d0, v128.load32_splat(d), w0);
      w += 16;
      a += 4;
      b += 4;
      c += 4;
      d += 4;
    }
  }
  end(load<u32>(places) + block, a0, block);
  end(load<u32>(places, 4) + block, b0, block);
  end(load<u32>(places, 8) + block, c0, block);
  end(load<u32>(places, 12) + block, d0, block);
}

// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
function end(place: u32, x: v128, channel: i32): void {
  if (residual) x = f32x4.add(x, v128.load(residual + place));
  v128.store(output + place, activatedEach(x, activation, slopes + channel));
}
