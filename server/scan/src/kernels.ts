import { loadAddon } from "./addon.ts";
import { asScanError } from "./error.ts";

/** What computes here, to be shown to an operator. */
export interface Kernels {
  /** `avx512`, `avxvnni`, `avx2` or `portable`. */
  readonly chosen: string;
  /** What the processor offers that matters here, such as `avx512vnni`. */
  readonly cpu: readonly string[];
  /** What could be chosen, the best first. */
  readonly runnable: readonly string[];
}

/** The kernels that `LIKENESS_SCAN_KERNELS` asks for, or nothing for the best there are. For tests and comparisons. */
export function askedKernels(): string {
  return process.env["LIKENESS_SCAN_KERNELS"] ?? "";
}

/** @throws {ScanError} `not_built`, `not_supported` */
export function kernels(): Kernels {
  const addon = loadAddon();
  try {
    return addon.kernels(askedKernels());
  } catch (error) {
    throw asScanError(error);
  }
}

/**
 * How many threads all indexes of this process share, one for each core unless this says otherwise.
 *
 * @param count 1 to 256
 * @throws {ScanError} `not_built`, `bad_argument`
 */
export function setThreads(count: number): void {
  const addon = loadAddon();
  try {
    addon.setThreads(count);
  } catch (error) {
    throw asScanError(error);
  }
}
