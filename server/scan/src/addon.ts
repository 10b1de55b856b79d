import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import type { Flag } from "../../addon/src/cancellable.ts";
import { ScanError } from "./error.ts";
import type { Codes, Found, FoundRanges } from "./scan.ts";
import type { SnapshotAbout } from "./snapshot-about.ts";

/** `Scope` of native/scope_object.h. */
export interface NativeScope {
  close(): void;
}

/** `Scan` of native/scan_object.h. Every failure is thrown, or rejected with, as an Error with a `code`. */
export interface NativeScan {
  readonly size: number;
  readonly bytes: number;
  add(labels: BigInt64Array, vectors: Float32Array): Promise<void>;
  remove(labels: BigInt64Array): Promise<number>;
  has(labels: BigInt64Array): Promise<Uint8Array>;
  labels(): Promise<BigInt64Array>;
  vectors(labels: BigInt64Array): Promise<Float32Array>;
  search(queries: Float32Array, k: number, scope?: NativeScope, flag?: Flag): Promise<Found>;
  atLeast(queries: Float32Array, score: number, scope?: NativeScope, flag?: Flag): Promise<FoundRanges>;
  write(path: string, about: string): Promise<void>;
  load(path: string, mapped: boolean, trusted: boolean): Promise<void>;
  close(): void;
}

/** What native/addon.cc exports. */
export interface Addon {
  readonly Scan: new (dimension: number, codes: Codes, threads: number, kernels: string) => NativeScan;
  readonly Scope: new (labels: BigInt64Array) => NativeScope;
  kernels(name: string): { chosen: string; runnable: string[]; cpu: string[] };
  setThreads(count: number): void;
  readSnapshotAbout(path: string): Promise<SnapshotAbout>;
  scrubSnapshot(path: string, labels: BigInt64Array): Promise<number>;
  crc32c(bytes: Uint8Array, portable: boolean): number;
}

const builtFile = fileURLToPath(new URL("../build/scan.node", import.meta.url));

/**
 * Loads the addon. Not done on import, so that a server that does without it starts without it. `require` keeps what it
 * loaded.
 *
 * @throws {ScanError} `not_built`
 */
export function loadAddon(file: string = builtFile): Addon {
  if (!existsSync(file)) throw new ScanError("not_built", `${file} is missing: run \`npm run setup\``);
  try {
    return createRequire(import.meta.url)(file) as Addon;
  } catch (error) {
    throw new ScanError("not_built", `${file} does not load: run \`npm run setup\``, { cause: error });
  }
}
