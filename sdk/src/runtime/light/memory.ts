/** Vectors are of 16 bytes. */
export const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;

const page = 65_536;

export const memoryOf = (bytes: number): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / page)) });

/** @throws RangeError if the machine has no more */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
}

export const floatsAt = (memory: WebAssembly.Memory, at: number, length: number): Float32Array =>
  new Float32Array(memory.buffer, at, length);

/** A block of the arena, taken from one step to another. */
export interface Block {
  readonly bytes: number;
  readonly first: number;
  last: number;
  /** Set by {@link place}. */
  at: number;
}

/**
 * Gives each block, in the order of their first steps, the lowest address where no block lies that lives when it does.
 *
 * @returns the end of the arena
 */
export function place(blocks: readonly Block[], start: number): number {
  const placed: Block[] = [];
  let end = start;
  for (const block of blocks) {
    const alive = placed.filter((other) => other.last >= block.first).toSorted((a, b) => a.at - b.at);
    let at = start;
    for (const other of alive) {
      if (other.at - at >= block.bytes) break;
      at = Math.max(at, other.at + other.bytes);
    }
    block.at = at;
    placed.push(block);
    end = Math.max(end, at + block.bytes);
  }
  return end;
}
