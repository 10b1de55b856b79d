import { rowOf, type Matrix } from "../matrix.ts";

/** All that a ranking can be asked for, computed the slow way by sorting the whole gallery for each query. */
export function retrievalBySorting(
  embeddings: Matrix,
  labels: Int32Array,
  { ks, query, gallery }: { ks: readonly number[]; query: readonly number[]; gallery: readonly number[] },
) {
  const distance = (a: number, b: number) =>
    Array.from(rowOf(embeddings, a)).reduce((sum, value, i) => sum + (value - rowOf(embeddings, b)[i]!) ** 2, 0);
  const each = query
    .map((asked) => {
      const others = gallery.filter((row) => row !== asked);
      const order = others.toSorted((a, b) => distance(asked, a) - distance(asked, b));
      const hits = order.map((row) => labels[row] === labels[asked]);
      return { hits, mates: hits.filter(Boolean).length };
    })
    .filter(({ mates }) => mates > 0);
  const precision = (hits: readonly boolean[], k: number) => hits.slice(0, k).filter(Boolean).length / k;
  const mean = (of: (one: (typeof each)[number]) => number) =>
    each.reduce((sum, one) => sum + of(one), 0) / each.length;
  return {
    recallAt: Object.fromEntries(ks.map((k) => [k, mean(({ hits }) => Number(hits.slice(0, k).includes(true)))])),
    precisionAt1: mean(({ hits }) => precision(hits, 1)),
    rPrecision: mean(({ hits, mates }) => precision(hits, mates)),
    mapAtR: mean(({ hits, mates }) => {
      const places = Array.from({ length: mates }, (_, i) => i + 1);
      return places.reduce((sum, k) => sum + (hits[k - 1] ? precision(hits, k) : 0), 0) / mates;
    }),
    queries: each.length,
    withoutMates: query.length - each.length,
  };
}
