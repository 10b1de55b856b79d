import { expect, test } from "vitest";
import golden from "./clusters.golden.json" with { type: "json" };
import { contingency } from "./contingency.ts";
import { expectedMutualInformation } from "./expected-mutual-information.ts";
import { adjustedMutualInformation, normalisedMutualInformation } from "./mutual-information.ts";
import { pairF1, purity } from "./pair-counting.ts";

test.each(golden.cases)("is scikit-learn's: $name", (one) => {
  const table = contingency(one.labels, one.clusters);
  expect(normalisedMutualInformation(table)).toBeCloseTo(one.nmi, 12);
  expect(expectedMutualInformation(table)).toBeCloseTo(one.emi, 12);
  expect(adjustedMutualInformation(table)).toBeCloseTo(one.ami, 12);
  expect(pairF1(table)).toBeCloseTo(one.f1 ?? 0, 12);
  expect(purity(table)).toBeCloseTo(one.purity, 12);
});

test("by chance in thousands of clusters NMI is high and AMI is nothing", () => {
  const labels = Array.from({ length: 20_000 }, (_, i) => i % 4000);
  const clusters = labels.map((_, i) => Math.floor((i * 7919) % 20_000 / 5));
  const table = contingency(labels, clusters);
  expect(normalisedMutualInformation(table)).toBeGreaterThan(0.7);
  expect(Math.abs(adjustedMutualInformation(table))).toBeLessThan(0.05);
});

test("rows without a cluster each are refused", () => {
  expect(() => contingency([1, 2], [1])).toThrow("2 labels of 1 clusters");
  expect(() => contingency([], [])).toThrow("there are no labels");
});
