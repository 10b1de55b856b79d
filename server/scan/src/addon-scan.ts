import { cancellable } from "../../addon/src/cancellable.ts";
import { loadAddon, type NativeScan } from "./addon.ts";
import { asScanError } from "./error.ts";
import { askedKernels } from "./kernels.ts";
import { makeScope, nativeScope } from "./native-scope.ts";
import type { Codes, Found, FoundRanges, Scan, ScanOptions, Scope, SearchOptions } from "./scan.ts";
import { settle } from "./settle.ts";

/** @throws {ScanError} `not_built`, `bad_argument`, `not_supported` */
export function newNative(options: ScanOptions): NativeScan {
  const { Scan } = loadAddon();
  try {
    const { dimension, codes = "f32", threads = 1 } = options;
    return new Scan(dimension, codes, threads, askedKernels());
  } catch (error) {
    throw asScanError(error);
  }
}

/** An index of the addon, with failures as `ScanError`s and signals as flags. */
export class AddonScan implements Scan {
  readonly dimension: number;
  readonly codes: Codes;
  readonly #native: NativeScan;

  constructor(native: NativeScan, dimension: number, codes: Codes) {
    this.#native = native;
    this.dimension = dimension;
    this.codes = codes;
  }

  get size(): number {
    return this.#native.size;
  }

  get bytes(): number {
    return this.#native.bytes;
  }

  add(labels: BigInt64Array, vectors: Float32Array): Promise<void> {
    return settle(() => this.#native.add(labels, vectors));
  }

  remove(labels: BigInt64Array): Promise<number> {
    return settle(() => this.#native.remove(labels));
  }

  has(labels: BigInt64Array): Promise<Uint8Array> {
    return settle(() => this.#native.has(labels));
  }

  labels(): Promise<BigInt64Array> {
    return settle(() => this.#native.labels());
  }

  vectors(labels: BigInt64Array): Promise<Float32Array> {
    return settle(() => this.#native.vectors(labels));
  }

  search(queries: Float32Array, k: number, options: SearchOptions = {}): Promise<Found> {
    return settle(() => {
      const { scope, signal } = options;
      return cancellable(signal, (flag) => this.#native.search(queries, k, nativeScope(scope), flag));
    });
  }

  atLeast(queries: Float32Array, score: number, options: SearchOptions = {}): Promise<FoundRanges> {
    return settle(() => {
      const { scope, signal } = options;
      return cancellable(signal, (flag) => this.#native.atLeast(queries, score, nativeScope(scope), flag));
    });
  }

  scope(labels: BigInt64Array): Scope {
    return makeScope(labels);
  }

  write(path: string, about: string): Promise<void> {
    return settle(() => this.#native.write(path, about));
  }

  close(): void {
    this.#native.close();
  }
}
