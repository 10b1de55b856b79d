import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { seeded } from "../random.ts";
import { clustering } from "./clustering.ts";
import { lloydByBook } from "./k-means.fixture.ts";
import golden from "./k-means.golden.json" with { type: "json" };
import { seedPartition } from "./k-means-seeds.ts";
import { lloyd } from "./k-means.ts";
import { openNearest } from "./nearest.ts";
import { squaresOf, type Partition } from "./partition.ts";

const labels = Int32Array.from(golden.labels);
const embeddings = matrix(Float32Array.from(golden.embeddings), labels.length, golden.columns);

test("the best of thirty runs is the best of two hundred by scikit-learn", async () => {
  const found = await clustering({ embeddings, labels, distance: "euclidean", restarts: 30, random: seeded(1), ort });
  expect(found.runs).toHaveLength(30);
  expect(found.runs[found.best]!.inertia).toBeCloseTo(golden.inertia, 4);
  expect(found.nmi).toBeCloseTo(golden.nmi, 12);
  expect(found.ami).toBeCloseTo(golden.ami, 12);
  // Why one run is not enough.
  expect(Math.max(...found.runs.map(({ inertia }) => inertia))).toBeGreaterThan(1.05 * golden.inertia);
});

test.each([1, 2, 5, 100])("after %i iterations each row is where Lloyd's algorithm by the book has it", async (iterations) => {
  const random = seeded(4);
  const [rows, columns, clusters] = [400, 6, 25];
  const vectors = matrix(Float32Array.from({ length: rows * columns }, () => random.normal()), rows, columns);
  const nearest = await openNearest(ort);
  const partition = await seedPartition(nearest, vectors, squaresOf(vectors), { clusters, random, signal: undefined });
  const expected = lloydByBook(partition, iterations);
  const { inertia } = await lloyd(partition, { nearest, iterations, spherical: false, signal: undefined });
  await nearest.close();
  expect(Array.from(partition.assignments)).toEqual(expected);
  expect(inertia).toBeGreaterThan(0);
});

test("a cluster that lost its rows begins again at the row farthest from its centre", async () => {
  const vectors = matrix(Float32Array.of(0, 0.1, 0.2, 5, 5.1, 30), 6, 1);
  const nearest = await openNearest(ort);
  const partition: Partition = {
    vectors,
    squares: squaresOf(vectors),
    // The last two are nobody's nearest.
    centres: { data: Float32Array.of(5, 100, 200), rows: 3, columns: 1, offsets: Float32Array.of(-12.5, -5000, -20000) },
    assignments: new Int32Array(6),
    scores: new Float64Array(6).fill(-Infinity),
  };
  const { converged } = await lloyd(partition, { nearest, iterations: 100, spherical: false, signal: undefined });
  await nearest.close();
  expect(converged).toBe(true);
  const [low, high, alone] = [0, 3, 5].map((row) => partition.assignments[row]);
  expect(Array.from(partition.assignments)).toEqual([low, low, low, high, high, alone]);
  expect(new Set([low, high, alone]).size).toBe(3);
});

test("each seed is drawn by its squared distance from those before it", async () => {
  // Three points on a line, at 0, 1 and 3: from 0, the others have the weights 1 and 9; and so on.
  const points = matrix(Float32Array.of(0, 1, 3), 3, 1);
  const nearest = await openNearest(ort);
  const random = seeded(2);
  const drawn = new Map<string, number>();
  for (let i = 0; i < 1500; i++) {
    const options = { clusters: 2, random, signal: undefined };
    const { centres } = await seedPartition(nearest, points, squaresOf(points), options);
    drawn.set(`${centres.data}`, (drawn.get(`${centres.data}`) ?? 0) + 1);
  }
  await nearest.close();
  const odds = { "0,1": 1 / 10, "0,3": 9 / 10, "1,0": 1 / 5, "1,3": 4 / 5, "3,0": 9 / 13, "3,1": 4 / 13 };
  for (const [pair, given] of Object.entries(odds)) expect(drawn.get(pair)! / 500).toBeCloseTo(given, 0.9);
});

test("well apart, thousands of rows are found again, as many at a time as there are proposals and more", async () => {
  const random = seeded(6);
  const [classes, each, columns] = [300, 5, 32];
  const centres = Array.from({ length: classes * columns }, () => random.normal());
  const labels = Int32Array.from({ length: classes * each }, (_, i) => i % classes);
  const data = Float32Array.from({ length: labels.length * columns }, (_, i) =>
    centres[labels[Math.floor(i / columns)]! * columns + (i % columns)]! + 0.002 * random.normal(),
  );
  const input = { embeddings: matrix(data, labels.length, columns), labels, restarts: 1, random, ort };
  expect(await clustering(input)).toMatchObject({ nmi: 1, f1: 1, purity: 1, clusters: classes });
  expect(await clustering({ ...input, spherical: true })).toMatchObject({ clusters: classes, purity: 1 });
});

test("fewer different rows than clusters make fewer clusters", async () => {
  const data = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
  const input = { embeddings: matrix(data, 4, 2), labels: Int32Array.of(0, 0, 1, 1), random: seeded(1), ort };
  expect(await clustering({ ...input, clusters: 4 })).toMatchObject({ clusters: 2, nmi: 1 });
});

test("the same seed gives the same clusters", async () => {
  const run = (seed: number) => clustering({ embeddings, labels, restarts: 2, random: seeded(seed), ort });
  expect(await run(5)).toEqual(await run(5));
});

test("an embedding that is no number is refused, and an aborted run ends", async () => {
  const broken = matrix(Float32Array.of(1, Number.POSITIVE_INFINITY), 2, 1);
  const pair = { labels: Int32Array.of(0, 1), random: seeded(1), ort };
  await expect(clustering({ ...pair, embeddings: broken })).rejects.toMatchObject({ code: "not_finite" });
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(clustering({ embeddings, labels, random: seeded(1), ort, signal })).rejects.toThrow("enough");
});
