import type { Gallery } from "../gallery/gallery.ts";
import { loadHnswlib } from "../peers/hnswlib.ts";
import { k } from "./ours.ts";
import { timed } from "./timed.ts";

/** Seconds of exact searches by hnswlib-node, one after the other: it knows no batches. Undefined where it is not there. */
export async function hnswlibTimes(
  { vectors, dimension, count }: Gallery,
  probes: Float32Array,
  batch: number,
  turns: number,
): Promise<number[] | undefined> {
  const hnswlib = await loadHnswlib();
  if (!hnswlib) return undefined;
  const index = new hnswlib.BruteforceSearch("ip", dimension);
  index.initIndex(count);
  const row = (all: Float32Array, i: number) => Array.from(all.subarray(i * dimension, (i + 1) * dimension));
  for (let label = 0; label < count; label++) index.addPoint(row(vectors, label), label);
  const many = probes.length / dimension;
  const asked = Array.from({ length: many }, (_, i) => row(probes, i));
  return timed(turns, async (turn) => {
    for (let i = 0; i < batch; i++) index.searchKnn(asked[(turn * batch + i) % many]!, k);
  });
}
