import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Flag } from "../../addon/src/cancellable.ts";
import type { BinaryNeighbours, Clusters, NeighbourRanges, Neighbours } from "./answers.ts";
import { FaissError } from "./error.ts";
import type { Metric } from "./faiss-index.ts";

/** `Index` of native/index_object.h. Every failure is thrown, or rejected with, as an Error with a `code`. */
export interface NativeIndex {
  readonly size: number;
  readonly trained: boolean;
  readonly bytes: number;
  train(vectors: Float32Array, flag?: Flag): Promise<void>;
  learnFrom(other: NativeIndex): Promise<void>;
  add(labels: BigInt64Array, vectors: Float32Array, flag?: Flag): Promise<void>;
  search(
    queries: Float32Array,
    k: number,
    nprobe: number,
    efSearch: number,
    within?: BigInt64Array,
    flag?: Flag,
  ): Promise<Neighbours>;
  searchRange(
    queries: Float32Array,
    radius: number,
    nprobe: number,
    within?: BigInt64Array,
    flag?: Flag,
  ): Promise<NeighbourRanges>;
  remove(labels: BigInt64Array): Promise<number>;
  has(labels: BigInt64Array): Promise<Uint8Array>;
  reconstruct(labels: BigInt64Array): Promise<Float32Array>;
  merge(other: NativeIndex): Promise<void>;
  write(path: string): Promise<void>;
  read(path: string): Promise<void>;
  close(): void;
}

/** `BinaryIndex` of native/binary_object.h. */
export interface NativeBinaryIndex {
  readonly size: number;
  readonly trained: boolean;
  readonly bytes: number;
  train(vectors: Uint8Array, flag?: Flag): Promise<void>;
  add(labels: BigInt64Array, vectors: Uint8Array, flag?: Flag): Promise<void>;
  search(queries: Uint8Array, k: number, nprobe: number, flag?: Flag): Promise<BinaryNeighbours>;
  remove(labels: BigInt64Array): Promise<number>;
  close(): void;
}

/** What native/addon.cc exports. */
export interface Addon {
  readonly Index: new (
    dimension: number,
    factory: string,
    metric: Metric,
    threads: number,
    device: number,
  ) => NativeIndex;
  readonly BinaryIndex: new (bits: number, factory: string, threads: number) => NativeBinaryIndex;
  kmeans(
    vectors: Float32Array,
    dimension: number,
    clusters: number,
    iterations: number,
    seed: number,
    spherical: boolean,
    threads: number,
    flag?: Flag,
  ): Promise<Clusters>;
  describe(): { version: string; compiled: string; cpu: string[]; blas: string | null; devices: number };
}

/** What build.mjs says of what it has built. */
export interface Built {
  /** Whose Faiss it is: `FAISS_HOME`, `Debian's source, for AVX2`, `the system`. */
  readonly source: string;
  /** What the processor has to be able to do, in Linux's words. */
  readonly needs: readonly string[];
}

const builtFile = fileURLToPath(new URL("../build/faiss.node", import.meta.url));

/** @throws {FaissError} `not_built` */
export function readBuilt(file: string = builtFile): Built {
  try {
    return JSON.parse(readFileSync(file.replace(/\.node$/, ".json"), "utf8")) as Built;
  } catch (error) {
    throw new FaissError("not_built", `${file} is missing: run \`npm run setup\``, { cause: error });
  }
}

/**
 * Loads the addon. Not done on import, so that a server that does without Faiss starts without it. `require` keeps what it
 * loaded.
 *
 * @throws {FaissError} `not_built`
 */
export function loadAddon(file: string = builtFile): Addon {
  if (!existsSync(file)) throw new FaissError("not_built", `${file} is missing: run \`npm run setup\``);
  const missing = readBuilt(file).needs.filter((feature) => !processorFeatures().has(feature));
  if (missing.length > 0) {
    // Its first instruction of that kind would end the process.
    const reason = `was built for a processor with ${missing.join(" ")}, which this one lacks`;
    throw new FaissError("not_built", `${file} ${reason}: run \`npm run setup\` here`);
  }
  try {
    return createRequire(import.meta.url)(file) as Addon;
  } catch (error) {
    throw new FaissError("not_built", `${file} does not load: run \`npm run setup\``, { cause: error });
  }
}

let features: Set<string> | undefined;

/** Read once: an index is made by every space. */
function processorFeatures(): Set<string> {
  features ??= new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo())?.[1]?.trim().split(/\s+/));
  return features;
}

function cpuinfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}
