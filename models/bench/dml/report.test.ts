import { expect, test } from "vitest";
import { figuresOf, markdownTable, spread } from "./report.ts";

const tests = (...values: number[]) => values.map((value) => ({ recallAt1: value, mapAtR: value / 2, nmi: 0.3 }));
const rows = [
  { set: "digits", recipe: "pixels", tests: tests(0.9) },
  { set: "digits", recipe: "contrastive", rate: 0.001, tests: tests(0.7, 0.8, 0.9) },
  { set: "digits", recipe: "margin", rate: 0.003, tests: tests(0.6, 0.6, 0.6) },
];

test("mean and deviation of a sample", () => {
  expect(spread([1, 2, 3])).toEqual({ mean: 2, deviation: 1 });
  expect(spread([5])).toEqual({ mean: 5, deviation: 0 });
});

test("a row of the table names loss, miner and rate; the best of those that learnt is bold", () => {
  const [head, , pixels, contrastive, margin] = markdownTable(rows).split("\n");
  expect(head).toBe("| loss | miner | rate | Recall@1 | MAP@R | NMI |");
  expect(pixels).toBe("| *the pictures themselves* |  |  | 0.900 | 0.450 | 0.300 |");
  expect(contrastive).toContain("| contrastive | all pairs | 0.001 | **0.800 ± 0.100** | **0.400 ± 0.050** |");
  expect(margin).toContain("| 0.003 | 0.600 ± 0.000 |");
});

test("a figure for each measure of each row", () => {
  const figures = figuresOf(rows);
  expect(figures).toHaveLength(9);
  expect(figures[3]).toMatchObject({ value: expect.closeTo(0.8), interval: [expect.closeTo(0.7), expect.closeTo(0.9)] });
  expect(figures[3]!.name).toMatch(/^digits, contrastive, all pairs: Recall@1, mean of 3/);
});
