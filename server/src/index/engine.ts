import { availableParallelism } from "node:os";
import { kernels, type Codes } from "@likeness/scan";
import type { CreateExactIndex } from "./exact-index.ts";
import { flatIndex } from "./flat.ts";
import { scanDriver, scanKind } from "./scan.ts";
import type { CreateCandidates } from "./shortcut/candidates.ts";
import type { SnapshotFiles } from "./snapshots/snapshot-files.ts";

/**
 * `scan`: every search compares with everyone. `faiss`: so far the same; it is where short cuts by Faiss will be made for
 * spaces that are large enough. `flat`: in TypeScript, slow, wherever Node runs.
 */
export type EngineName = "faiss" | "scan" | "flat";

export interface EngineOptions {
  readonly codes?: Codes;
  /** That may work on one search; one for each core unless this says otherwise. */
  readonly threads?: number;
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

/** What searches, by the name that an operator sets. */
export function engineOf(name: EngineName, options: EngineOptions = {}): Engine {
  const { codes = "i8", threads = availableParallelism() } = options;
  switch (name) {
    case "faiss":
    case "scan": {
      const { chosen, cpu } = kernels();
      const build = { kernels: chosen, processor: cpu.join(" "), threads: String(threads) };
      return { ...scanDriver({ codes, threads }), engine: scanKind(codes), build };
    }
    case "flat":
      return { create: flatIndex, engine: flatIndex({ dimension: 1 }).status.kind, build: {} };
    default:
      return name satisfies never;
  }
}
