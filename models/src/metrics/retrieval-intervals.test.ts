import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { retrievalIntervals } from "./retrieval-intervals.ts";
import type { Retrieval } from "./retrieval.ts";

/** Twenty classes of ten queries; what each query gets is what its class gets. */
function byClass(good: (label: number) => boolean, labelOf: (query: number) => number) {
  const rows = Int32Array.from({ length: 200 }, (_, query) => query);
  const labels = rows.map(labelOf);
  const value = Float64Array.from(labels, (label) => (good(label) ? 1 : 0));
  const each = { rows, firstMate: Int32Array.from(value, (hit) => (hit ? 1 : 3)), rPrecision: value, averagePrecision: value };
  return { found: { each } as unknown as Retrieval, labels };
}

const half = (label: number) => label % 2 === 0;
const random = () => seeded(1).uniform;

test("whole classes are drawn: of ten in twenty the deviation is that of twenty draws, not of two hundred", () => {
  const { found, labels } = byClass(half, (query) => query % 20);
  const { precisionAt1, mapAtR, rPrecision } = retrievalIntervals(found, labels, { rounds: 4000, random: random() });
  // Of 20 draws with even odds 2.5 % give fewer than 6, and as many more than 14.
  expect(precisionAt1).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.7, 12)]);
  expect([mapAtR, rPrecision]).toEqual([precisionAt1, precisionAt1]);
});

test("classes of one query each give the interval of two hundred draws", () => {
  const { found, labels } = byClass(half, (query) => query);
  const { mapAtR } = retrievalIntervals(found, labels, { rounds: 4000, random: random() });
  expect(mapAtR[1] - mapAtR[0]).toBeCloseTo(2 * 1.96 * Math.sqrt(0.25 / 200), 1.7);
});
