import { Problem, type Picture } from "../core/index.ts";
import { checkSize } from "./picture-limit.ts";

/** Whether the bytes begin as a binary PGM (P5) or PPM (P6): face sets come in it, and sharp does not read it. */
export function isPnm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36);
}

/**
 * Decodes a binary PGM or PPM of 8 bits.
 *
 * @throws Problem `broken_picture`, `picture_too_large`
 */
export function decodePnm(bytes: Uint8Array): Picture {
  const { numbers, end } = header(bytes);
  const [width, height, most] = numbers;
  if (!(width > 0 && height > 0 && most > 0 && most < 256)) throw new Problem("broken_picture", "PNM: bad header");
  checkSize(width, height);
  const channels = bytes[1] === 0x35 ? 1 : 3;
  const values = bytes.subarray(end, end + width * height * channels);
  if (values.length < width * height * channels) throw new Problem("broken_picture", "PNM: the file ends too soon");
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, from = 0; i < width * height; i++, from += channels) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] = (values[from + (channels === 1 ? 0 : c)]! * 255) / most;
    data[i * 4 + 3] = 255;
  }
  return { width, height, data };
}

/** Width, height and the largest value, apart by blanks and comments; one blank ends them. */
function header(bytes: Uint8Array): { numbers: [number, number, number]; end: number } {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  const match = /^P[56](?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)\s/.exec(text);
  if (!match) throw new Problem("broken_picture", "PNM: bad header");
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], end: match[0].length };
}
