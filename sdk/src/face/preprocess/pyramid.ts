import type { Picture, Size } from "../../core/index.ts";
import type { Memory } from "./memory.ts";

/** One 32-bit integer a pixel: red in its lowest byte, as RGBA lies in the memory of a little-endian machine. */
export interface Level extends Size {
  readonly pixels: Int32Array;
}

/** A picture and its halves, each made where it is first asked for, and shared by all parts. */
export interface Pyramid {
  /** The picture halved `index` times; only its rows from `from` up to `to` may be read. */
  level(index: number, from: number, to: number): Level;
  close(): void;
}

/** A level with the rows that are there already, one run of them. */
interface Known extends Level {
  from: number;
  to: number;
}

export function pyramid(picture: Picture, memory: Memory): Pyramid {
  const { width, height } = picture;
  const levels: Known[] = [{ width, height, pixels: pixelsOf(picture), from: 0, to: height }];

  function known(index: number): Known {
    const level = levels[index];
    if (level) return level;
    const above = known(index - 1);
    const size = { width: above.width >> 1, height: above.height >> 1 };
    return (levels[index] = { ...size, pixels: memory.integers(size.width * size.height), from: 0, to: 0 });
  }

  function add(index: number, from: number, to: number): void {
    need(index - 1, from * 2, to * 2);
    halve(known(index - 1), known(index), from, to);
  }

  // What lies between two faces is halved with them: so no row is halved twice, and a row is cheap.
  function need(index: number, from: number, to: number): void {
    const level = known(index);
    if (level.from === level.to) level.from = level.to = from;
    if (from < level.from) {
      add(index, from, level.from);
      level.from = from;
    }
    if (to > level.to) {
      add(index, level.to, to);
      level.to = to;
    }
  }

  return {
    level: (index, from, to) => {
      if (from < to) need(index, from, to);
      return known(index);
    },
    close: () => {
      for (const { pixels } of levels.splice(1)) memory.give(pixels as Int32Array<ArrayBuffer>);
    },
  };
}

function pixelsOf({ data, width, height }: Picture): Int32Array {
  // A view into a larger buffer may begin anywhere; integers may not.
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  return new Int32Array(buffer, byteOffset, width * height);
}

/** Rows of the next level: every pixel the mean of four, half rounded up, as `halve` of core has it. */
function halve({ pixels, width }: Level, half: Level, from: number, to: number): void {
  // Two channels a sum, each in 16 bits of its own: four bytes and the rounding take ten.
  const pairs = 0x00ff00ff;
  const rounding = 0x00020002;
  const { pixels: halves, width: halfWidth } = half;
  for (let y = from; y < to; y++) {
    let out = y * halfWidth;
    let upper = y * 2 * width;
    let lower = upper + width;
    for (const end = out + halfWidth; out < end; out++, upper += 2, lower += 2) {
      const p = pixels[upper]!;
      const q = pixels[upper + 1]!;
      const r = pixels[lower]!;
      const s = pixels[lower + 1]!;
      const even = (p & pairs) + (q & pairs) + (r & pairs) + (s & pairs) + rounding;
      const odd = ((p >>> 8) & pairs) + ((q >>> 8) & pairs) + ((r >>> 8) & pairs) + ((s >>> 8) & pairs) + rounding;
      halves[out] = ((even >>> 2) & pairs) | (((odd >>> 2) & pairs) << 8);
    }
  }
}
