import { AddonScan, newNative } from "./addon-scan.ts";
import type { Scan, ScanOptions } from "./scan.ts";

export { ScanError } from "./error.ts";
export type { ScanErrorCode } from "./error.ts";
export { kernels, setThreads } from "./kernels.ts";
export type { Kernels } from "./kernels.ts";
export type { Codes, Found, FoundRanges, Scan, ScanOptions, Scope, SearchOptions } from "./scan.ts";
export { openSnapshot, readSnapshotAbout, scrubSnapshot } from "./snapshot.ts";
export type { OpenOptions } from "./snapshot.ts";
export type { SnapshotAbout } from "./snapshot-about.ts";

/**
 * An empty index.
 *
 * @throws {ScanError} `not_built`, `bad_argument`, `not_supported` where `LIKENESS_SCAN_KERNELS` names kernels that the
 *   processor does not run
 */
export function createScan(options: ScanOptions): Scan {
  return new AddonScan(newNative(options), options.dimension, options.codes ?? "f32");
}
