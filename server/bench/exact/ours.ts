import { createScan, type Codes, type Scan } from "@likeness/scan";
import type { Gallery } from "../gallery/gallery.ts";
import { timed } from "./timed.ts";

export const k = 10;

/** Vectors in one call: a copy of them is made on the way, and a gallery is large. */
const atOnce = 50_000;

export async function scanOf({ vectors, dimension, count }: Gallery, codes: Codes, threads: number): Promise<Scan> {
  const scan = createScan({ dimension, codes, threads });
  for (let from = 0; from < count; from += atOnce) {
    const many = Math.min(atOnce, count - from);
    const labels = BigInt64Array.from({ length: many }, (_, i) => BigInt(from + i + 1));
    await scan.add(labels, vectors.subarray(from * dimension, (from + many) * dimension));
  }
  return scan;
}

/** Seconds of searches for so many probes at once, and what the last of them has found. */
export async function searchTimes(scan: Scan, probes: Float32Array, batch: number, turns: number) {
  const size = batch * scan.dimension;
  const at = (turn: number) => probes.subarray((turn * size) % (probes.length - size + 1));
  const seconds = await timed(turns, (turn) => scan.search(at(turn).subarray(0, size), k));
  return { seconds, found: await scan.search(probes.subarray(0, size), k) };
}
