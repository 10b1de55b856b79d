import type { Gallery } from "../gallery/gallery.ts";
import { k } from "./ours.ts";
import { timed } from "./timed.ts";

/** Seconds of exact searches by usearch, one thread; undefined, and said loudly, where it does not load. */
export async function usearchTimes(
  { vectors, dimension }: Gallery,
  probes: Float32Array,
  batch: number,
  turns: number,
): Promise<number[] | undefined> {
  const usearch = await import("usearch").catch((error: unknown) => {
    console.warn(`SKIPPED: usearch does not load here (${String(error)}), so it is not measured beside`);
    return undefined;
  });
  if (!usearch) return undefined;
  const size = batch * dimension;
  return timed(turns, async (turn) => {
    const start = (turn * size) % (probes.length - size + 1);
    const asked = probes.slice(start, start + size);
    usearch.exactSearch(vectors, asked, dimension, k, usearch.MetricKind.IP, 1);
  });
}
