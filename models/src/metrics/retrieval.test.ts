import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { seeded } from "../random.ts";
import { retrievalBySorting } from "./retrieval.fixture.ts";
import golden from "./retrieval.golden.json" with { type: "json" };
import { retrieval } from "./retrieval.ts";

const embeddings = matrix(Float64Array.from(golden.embeddings), golden.labels.length, golden.columns);
const labels = Int32Array.from(golden.labels);

test.each(["cosine", "euclidean"] as const)("is pytorch-metric-learning's by the %s distance", async (distance) => {
  const { precisionAt1, rPrecision, mapAtR, queries, withoutMates } = await retrieval({ embeddings, labels, distance, ort });
  expect({ precisionAt1, rPrecision, mapAtR }).toEqual(closeTo(golden[distance]));
  // Two classes have one picture each.
  expect([queries, withoutMates]).toEqual([labels.length - 2, 2]);
});

test("is pytorch-metric-learning's where queries and gallery are apart", async () => {
  const { query, gallery, cosine } = golden.split;
  const { precisionAt1, rPrecision, mapAtR } = await retrieval({ embeddings, labels, query, gallery, ort });
  expect({ precisionAt1, rPrecision, mapAtR }).toEqual(closeTo(cosine));
});

function closeTo(values: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, 10)]));
}

/** Whole numbers, so that many distances are exactly equal, in classes of very different sizes. */
function crowded(rows: number, columns: number) {
  const random = seeded(3);
  const data = Float32Array.from({ length: rows * columns }, () => random.integer(3));
  const labels = Int32Array.from({ length: rows }, () => Math.floor(12 * random.uniform() ** 3));
  return { embeddings: matrix(data, rows, columns), labels };
}

test.each([
  { query: 512, gallery: 16384 },
  { query: 7, gallery: 11 },
  { query: 2, gallery: 3 },
])("is what sorting the gallery gives, ties by the lowest row, in blocks of $query x $gallery", async (blocks) => {
  const set = crowded(150, 4);
  const everyone = Array.from(set.labels.keys());
  const odd = everyone.filter((row) => row % 2 === 1);
  const third = everyone.filter((row) => row % 3 === 0);
  const sides = [[everyone, everyone], [odd, third], [everyone, third]] as const;
  // Deeper than the gallery, and no deeper than a class is large.
  const depths = [[1, 3, 10, 1000], [1, 2]];
  for (const [query, gallery, ks] of sides.flatMap((side) => depths.map((ks) => [...side, ks] as const))) {
    const { each, ...means } = await retrieval({ ...set, ks, query, gallery, distance: "euclidean", ort, blocks });
    expect(means).toEqual(retrievalBySorting(set.embeddings, set.labels, { ks, query, gallery }));
    expect(each.rows).toHaveLength(means.queries);
  }
});

test("the query itself is left out, not whatever is nearest", async () => {
  // Rows 0 and 1 are one point with other classes: what comes first of the two must not matter.
  const twins = matrix(Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1), 4, 2);
  const { recallAt, each } = await retrieval({ embeddings: twins, labels: Int32Array.of(0, 1, 0, 1), ks: [1, 2, 3], ort });
  expect(recallAt).toEqual({ 1: 0, 2: 0.5, 3: 1 });
  expect(Array.from(each.firstMate)).toEqual([2, 3, 2, 3]);
});

test("each query is told by its row, so that classes can be drawn again", async () => {
  const { each, mapAtR, recallAt } = await retrieval({ embeddings, labels, ort });
  const sum = each.averagePrecision.reduce((sum, value) => sum + value, 0);
  expect(sum / each.rows.length).toBeCloseTo(mapAtR, 12);
  expect(each.firstMate.filter((place) => place === 1).length / each.rows.length).toBe(recallAt[1]);
  for (const row of each.rows) expect(golden.labels.filter((label) => label === labels[row]).length).toBeGreaterThan(1);
});

test("an embedding that is no number is refused by its row", async () => {
  const data = Float32Array.of(1, 0, 0, 1, Number.NaN, 0);
  await expect(retrieval({ embeddings: matrix(data, 3, 2), labels: Int32Array.of(0, 0, 0), ort })).rejects.toMatchObject({
    code: "not_finite",
    message: "row 2 of the embeddings is not finite",
  });
});

test("where nobody has a mate there is no mean", async () => {
  const alone = retrieval({ embeddings: matrix(Float32Array.of(1, 0, 0, 1), 2, 2), labels: Int32Array.of(0, 1), ort });
  await expect(alone).rejects.toMatchObject({ code: "data_invalid", message: "no query has a mate in the gallery" });
});

test("an aborted search ends", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(retrieval({ embeddings, labels, ort, signal })).rejects.toThrow("enough");
});
