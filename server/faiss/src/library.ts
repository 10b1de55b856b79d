import { loadAddon, readBuilt } from "./addon.ts";

/** What computes here, to be shown to an operator. */
export interface FaissLibrary {
  /** Such as `1.7.3`. */
  readonly version: string;
  /** Whose Faiss it is: `FAISS_HOME`, `Debian's source, for AVX2`, `the system`. */
  readonly source: string;
  /** What Faiss says it was compiled for, such as `OPTIMIZE AVX2`; Debian's own is `OPTIMIZE GENERIC`. */
  readonly compiled: string;
  /** What the processor offers, such as `avx2`. */
  readonly cpu: readonly string[];
  /** The kernels that OpenBLAS chose, such as `Haswell`; null with another BLAS. */
  readonly blas: string | null;
  /** CUDA devices that an index can be kept on. */
  readonly devices: number;
}

/** @throws {FaissError} `not_built` */
export function faissLibrary(): FaissLibrary {
  return { ...loadAddon().describe(), source: readBuilt().source };
}
