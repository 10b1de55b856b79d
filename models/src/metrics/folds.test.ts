import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { foldAccuracy } from "./folds.ts";
import { scoresOf } from "./scores.ts";

test("each fold is judged by the others' threshold: its own would have been better", () => {
  const usual = scoresOf([0.8, 0.9], [0.1, 0.2]);
  const shifted = scoresOf([0.48, 0.9], [0.1, 0.2]);
  const { accuracy, standardError, folds } = foldAccuracy([usual, usual, usual, shifted]);
  // The shifted fold's threshold is halfway between 0.2 and 0.8, the others' between 0.2 and 0.48.
  expect(folds.map(({ threshold }) => threshold.toFixed(2))).toEqual(["0.34", "0.34", "0.34", "0.50"]);
  expect(folds.map(({ accuracy }) => accuracy)).toEqual([1, 1, 1, 0.75]);
  expect(accuracy).toBe(0.9375);
  // Deviation of 1, 1, 1 and 3/4 with n - 1 is 1/8; of the mean of four half as much.
  expect(standardError).toBeCloseTo(0.0625, 12);
});

test("a known accuracy comes out of ten folds of LFW's size", () => {
  const random = seeded(1);
  const fold = () =>
    scoresOf(
      Array.from({ length: 300 }, () => 2 + random.normal()),
      Array.from({ length: 300 }, () => random.normal()),
    );
  const { accuracy, standardError, folds } = foldAccuracy(Array.from({ length: 10 }, fold));
  expect(folds).toHaveLength(10);
  // Two normal distributions two deviations apart: Phi(1) = 0.8413 at best.
  expect(Math.abs(accuracy - 0.8413)).toBeLessThan(0.015);
  // Binomial: sqrt(p (1 - p) / 6000).
  expect(standardError).toBeGreaterThan(0.002);
  expect(standardError).toBeLessThan(0.009);
});

test("a pair that failed is judged to be of two, and one fold alone cannot be judged", () => {
  const whole = scoresOf([0.8, 0.9], [0.1, 0.2]);
  const failing = scoresOf([-Infinity, 0.9], [-Infinity, 0.2]);
  expect(foldAccuracy([whole, failing]).folds[1]!.accuracy).toBe(0.75);
  expect(() => foldAccuracy([whole])).toThrow("1 folds cannot judge each other");
});
