import type { NativeIndex } from "./addon.ts";
import { asFaissError } from "./error.ts";
import type { FaissIndex, Neighbours } from "./faiss-index.ts";

/** Turns what the addon throws into `FaissError`s, and throwing into rejecting. */
export class AddonIndex implements FaissIndex {
  readonly #native: NativeIndex;

  constructor(native: NativeIndex) {
    this.#native = native;
  }

  get size(): number {
    return this.#native.size;
  }

  get dimension(): number {
    return this.#native.dimension;
  }

  get trained(): boolean {
    return this.#native.trained;
  }

  get bytes(): number {
    return this.#native.bytes;
  }

  add(labels: BigInt64Array, vectors: Float32Array): Promise<void> {
    return settle(() => this.#native.add(labels, vectors));
  }

  search(queries: Float32Array, k: number): Promise<Neighbours> {
    return settle(() => this.#native.search(queries, k));
  }

  remove(labels: BigInt64Array): Promise<number> {
    return settle(() => this.#native.remove(labels));
  }

  write(path: string): Promise<void> {
    return settle(() => this.#native.write(path));
  }

  read(path: string): Promise<void> {
    return settle(() => this.#native.read(path));
  }

  close(): void {
    this.#native.close();
  }
}

async function settle<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asFaissError(error);
  }
}
