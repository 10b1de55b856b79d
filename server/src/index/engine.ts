import { availableParallelism } from "node:os";
import { FaissError, faissLibrary } from "@likeness/faiss";
import { kernels, type Codes } from "@likeness/scan";
import type { CreateExactIndex } from "./exact-index.ts";
import { faissCandidates } from "./faiss-candidates.ts";
import { flatIndex } from "./flat.ts";
import { scanDriver, scanKind } from "./scan.ts";
import type { CreateCandidates } from "./shortcut/candidates.ts";
import type { SnapshotFiles } from "./snapshots/snapshot-files.ts";

/**
 * `scan`: every search compares with everyone. `faiss`: so does every search of a space that is small enough; one that is
 * not has a short cut by Faiss, where that was found to miss hardly anybody. `flat`: in TypeScript, slow, wherever Node runs.
 */
export type EngineName = "faiss" | "scan" | "flat";

export interface EngineOptions {
  readonly codes?: Codes;
  /** That may work on one search; one for each core unless this says otherwise. */
  readonly threads?: number;
  /** The CUDA device that short cuts are kept on; undefined: in memory. */
  readonly device?: number | undefined;
}

/** What searches. */
export interface Engine {
  readonly create: CreateExactIndex;
  /** Without them every start reads all vectors from the store. */
  readonly files?: SnapshotFiles;
  /** Without them every search is exact. */
  readonly candidates?: CreateCandidates;
  /** In words, for the log and the health route. */
  readonly engine: string;
  /** What it was built as and runs by here, by name. */
  readonly build: Readonly<Record<string, string>>;
}

/**
 * What searches, by the name that an operator sets.
 *
 * @throws {FaissError} `not_built`, `not_supported` without such a device
 */
export function engineOf(name: EngineName, options: EngineOptions = {}): Engine {
  const { codes = "i8", threads = availableParallelism(), device } = options;
  switch (name) {
    case "faiss":
      return { ...scanEngine(codes, threads), ...faissEngine(codes, threads, device) };
    case "scan":
      return scanEngine(codes, threads);
    case "flat":
      return { create: flatIndex, engine: flatIndex({ dimension: 1 }).status.kind, build: {} };
    default:
      return name satisfies never;
  }
}

function scanEngine(codes: Codes, threads: number): Engine {
  const { chosen, cpu } = kernels();
  const build = { kernels: chosen, processor: cpu.join(" "), threads: String(threads) };
  return { ...scanDriver({ codes, threads }), engine: scanKind(codes), build };
}

function faissEngine(codes: Codes, threads: number, device: number | undefined) {
  const { version, source, compiled, blas, devices } = faissLibrary();
  if (device !== undefined && device >= devices) {
    throw new FaissError("not_supported", `there is no CUDA device ${device}: this Faiss sees ${devices}`);
  }
  const { build } = scanEngine(codes, threads);
  const faiss = { faiss: `${version} (${source}; ${compiled})`, blas: blas ?? "another", devices: String(devices) };
  return {
    candidates: faissCandidates({ threads, device }),
    engine: `${scanKind(codes)}; Faiss ${version} where it is worth it`,
    build: { ...build, ...faiss },
  };
}
