import { pool } from "./pool.ts";

/** Memory that is used again and again, so that a long video leaves nothing to collect. What it held is still there. */
export interface Memory {
  floats(length: number): Float32Array<ArrayBuffer>;
  integers(length: number): Int32Array<ArrayBuffer>;
  bytes(length: number): Uint8ClampedArray<ArrayBuffer>;
  give(array: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>): void;
  close(): void;
}

/** Bytes that may lie idle: the levels of a 12-megapixel picture, or the batches of a crowd. */
const mostIdle = 64 * 2 ** 20;

export function memory(): Memory {
  const buffers = pool<ArrayBuffer>({ bytes: (buffer) => buffer.byteLength, most: mostIdle });

  /** Of a power of two, so that one buffer serves batches of nearly the same size. */
  function take(bytes: number): ArrayBuffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 1024)));
    return buffers.take(({ byteLength }) => byteLength === size) ?? new ArrayBuffer(size);
  }

  return {
    floats: (length) => new Float32Array(take(length * 4), 0, length),
    integers: (length) => new Int32Array(take(length * 4), 0, length),
    bytes: (length) => new Uint8ClampedArray(take(length), 0, length),
    give: ({ buffer }) => buffers.give(buffer),
    close: buffers.close,
  };
}
