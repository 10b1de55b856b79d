// Filters as ONNX has them, out x in x taps, to blocks of 8 output channels (the last one of 4 if that is enough):
// for each tap and input channel the 8 weights side by side, as `convolve` reads them. Values of one filter lie `step`
// values apart and filters `filterStep`, for a matrix has them the other way round.

/** Filters of floats; rows past `out` are zeros. */
export function packFloats(
  source: usize, target: usize, out: i32, channels: i32, taps: i32, filterStep: i32, step: i32,
): void {
  const depth = channels * taps;
  for (let first = 0; first < out; first += 8) {
    const wide = out - first > 4 ? 8 : 4;
    for (let channel = 0; channel < channels; channel++) {
      for (let tap = 0; tap < taps; tap++) {
        const to = target + <usize>((tap * channels + channel) * wide * 4);
        const from = source + <usize>((first * filterStep + (channel * taps + tap) * step) * 4);
        for (let i = 0; i < wide; i++) {
          store<f32>(to + (i << 2), first + i < out ? load<f32>(from + <usize>(i * filterStep * 4)) : 0);
        }
      }
    }
    target += <usize>(depth * wide * 4);
  }
}

/** Filters of bytes, which stand for (byte - zero) * scale; `scales` has one for each output channel. */
export function packBytes(
  source: usize, target: usize, out: i32, channels: i32, taps: i32, filterStep: i32, step: i32,
  zero: f32, scales: usize,
): void {
  const depth = channels * taps;
  const zeros = f32x4.splat(zero);
  for (let first = 0; first < out; first += 8) {
    const rows = source + <usize>(first * filterStep);
    const wide = out - first > 4 ? 8 : 4;
    const scale = scales + <usize>(first * 4);
    let k = 0, tap = 0, channel = 0;
    if (out - first >= 8 && step == 1) {
      const scale0 = v128.load(scale), scale1 = v128.load(scale, 16);
      for (; k + 16 <= depth; k += 16) {
        let a = v128.load(rows + k), b = v128.load(rows + depth + k);
        let c = v128.load(rows + 2 * depth + k), d = v128.load(rows + 3 * depth + k);
        let e = v128.load(rows + 4 * depth + k), f = v128.load(rows + 5 * depth + k);
        let g = v128.load(rows + 6 * depth + k), h = v128.load(rows + 7 * depth + k);
        // Each turn moves the row number's highest bit to the column's lowest; three of them transpose.
        for (let turn = 0; turn < 3; turn++) {
          const ae = low(a, e), ea = high(a, e), bf = low(b, f), fb = high(b, f);
          const cg = low(c, g), gc = high(c, g), dh = low(d, h), hd = high(d, h);
          a = ae;
          b = ea;
          c = bf;
          d = fb;
          e = cg;
          f = gc;
          g = dh;
          h = hd;
        }
        for (let pair = 0; pair < 8; pair++) {
          let bytes = a;
          a = b;
          b = c;
          c = d;
          d = e;
          e = f;
          f = g;
          g = h;
          for (let half = 0; half < 2; half++) {
            const to = target + <usize>((tap * channels + channel) << 5);
            const words = i16x8.extend_low_i8x16_u(bytes);
            const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
            const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words));
            v128.store(to, f32x4.mul(f32x4.sub(low, zeros), scale0));
            v128.store(to, f32x4.mul(f32x4.sub(high, zeros), scale1), 16);
            bytes = i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
            if (++tap == taps) {
              tap = 0;
              channel++;
            }
          }
        }
      }
    }
    for (; k < depth; k++) {
      const to = target + <usize>((tap * channels + channel) * wide * 4);
      for (let i = 0; i < wide; i++) {
        let value: f32 = 0;
        if (first + i < out) {
          const byte = load<u8>(rows + <usize>(i * filterStep + k * step));
          value = (<f32>byte - zero) * load<f32>(scale + (i << 2));
        }
        store<f32>(to + (i << 2), value);
      }
      if (++tap == taps) {
        tap = 0;
        channel++;
      }
    }
    target += <usize>(depth * wide * 4);
  }
}

// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
function low(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: a decorator on a function is AssemblyScript's
@inline
function high(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
