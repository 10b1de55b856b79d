import {
  createScan,
  kernels,
  openSnapshot,
  readSnapshotAbout,
  scrubSnapshot,
  type Codes,
  type Scan,
} from "@likeness/scan";
import type { UnitVector } from "@likeness/sdk/core";
import type { CreateExactIndex, ExactIndex } from "./exact-index.ts";
import { inOrder } from "./in-order.ts";
import type { Found, Hit } from "./port.ts";
import { inBatches } from "./probe-batches.ts";
import type { SnapshotFiles } from "./snapshots/snapshot-files.ts";

export interface ScanDriverOptions {
  /** What the first pass reads: [IDX3]. */
  readonly codes: Codes;
  /** That may work on one search. */
  readonly threads: number;
}

/** Searches that run side by side: while one answers, the next keeps the threads busy. */
const atOnce = 2;
/** Probes in one search: beyond this what they have in common costs little, and the first of them waits for the last. */
const mostProbes = 64;

/** The exact scan as a driver, and its snapshots. */
export function scanDriver(options: ScanDriverOptions): { create: CreateExactIndex; files: SnapshotFiles } {
  const scans = new WeakMap<ExactIndex, Scan>();
  const driven = (scan: Scan): ExactIndex => {
    const index = scanIndex(scan);
    scans.set(index, scan);
    return index;
  };

  return {
    create: ({ dimension }) => driven(createScan({ dimension, ...options })),
    files: {
      write: (index, path, about) => scans.get(index)!.write(path, about),
      about: async (path) => (await readSnapshotAbout(path)).about,
      open: async (path, dimension) => {
        const scan = await openSnapshot(path, options);
        if (scan.dimension === dimension) return driven(scan);
        scan.close();
        throw new RangeError(`its vectors have ${scan.dimension} values, not ${dimension}`);
      },
      scrub: async (path, labels) => {
        await scrubSnapshot(path, labels);
      },
    },
  };
}

/** For the log and the health route. */
export function scanKind(codes: Codes): string {
  const first = { f32: "", f16: "float16, then ", i8: "int8, then " }[codes];
  return `exact, ${first}float32 (${kernels().chosen})`;
}

/** Changes are made one after the other, in calling order; searches run beside them. */
export function scanIndex(scan: Scan): ExactIndex {
  const { dimension } = scan;
  const kind = scanKind(scan.codes);
  const change = inOrder();
  // A scope that is given again is there already: to find its vectors takes longer than to compare them.
  const scopes = new WeakMap<BigInt64Array, ReturnType<Scan["scope"]>>();
  const scopeOf = (labels: BigInt64Array) => scopes.get(labels) ?? scopes.set(labels, scan.scope(labels)).get(labels)!;

  const search = inBatches<Found>({
    dimension,
    atOnce,
    most: mostProbes,
    search: async (probes, count, k) => {
      const { labels, scores, k: places, compared } = await scan.search(probes, k);
      return Array.from({ length: count }, (_, i) => ({ hits: row(labels, scores, i * places, places), compared }));
    },
  });

  return {
    get status() {
      return { size: scan.size, bytes: scan.bytes, kind, exact: true };
    },
    add: (labels, vectors) => change(() => scan.add(labels, vectors)),
    remove: async (labels) => {
      await change(() => scan.remove(labels));
    },
    has: (labels) => scan.has(labels),
    labels: () => scan.labels(),
    vectors: (labels) => scan.vectors(labels),
    search: async (probe, k, { scope, signal } = {}) => {
      // Here, and not only where it is compared: it would take those that are searched with it down.
      if (!isFinite(probe)) throw new RangeError("a value of the probe is not finite");
      if (!scope) {
        const { hits, compared } = await search(probe, k, signal);
        return { hits: hits.slice(0, k), compared };
      }
      signal?.throwIfAborted();
      const options = { scope: scopeOf(scope), ...(signal && { signal }) };
      const {
        labels,
        scores,
        k: places,
        compared,
      } = await scan.search(probe, k, options).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
      return { hits: row(labels, scores, 0, places), compared };
    },
    close: () => scan.close(),
  };
}

function isFinite(probe: UnitVector): boolean {
  return probe.every(Number.isFinite);
}

function row(labels: BigInt64Array, scores: Float32Array, from: number, places: number): Hit[] {
  const hits: Hit[] = [];
  for (let i = from; i < from + places && labels[i]! >= 0n; i++) {
    hits.push({ label: Number(labels[i]), score: scores[i]! });
  }
  return hits;
}
