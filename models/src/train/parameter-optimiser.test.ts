import { expect, test } from "vitest";
import { parameterAdam, parameterSgd, type ParameterOptimiser } from "./parameter-optimiser.ts";

/** Two steps from (1, -2) with the gradients (0.5, -1) and (0.25, 3), at the rate 0.1. */
function twoSteps(optimiser: ParameterOptimiser): number[] {
  const start = Float64Array.of(1, -2);
  const one = optimiser.update(start, Float64Array.of(0.5, -1), optimiser.start(2), 0.1);
  const two = optimiser.update(one.values, Float64Array.of(0.25, 3), one.moments, 0.1);
  expect([...start], "pure").toEqual([1, -2]);
  return [...two.values];
}

test("descent with momentum", () => {
  const [a, b] = twoSteps(parameterSgd({ momentum: 0.9 }));
  expect(a).toBeCloseTo(1 - 0.1 * 0.5 - 0.1 * (0.45 + 0.25), 12);
  expect(b).toBeCloseTo(-2 + 0.1 - 0.1 * (-0.9 + 3), 12);
});

test("Adam, with its biases corrected", () => {
  const [a, b] = twoSteps(parameterAdam());
  // The first step is the rate itself; the second by hand from algorithm 1.
  const second = (m: number, v: number) => (0.1 * (m / (1 - 0.81))) / (Math.sqrt(v / (1 - 0.999 ** 2)) + 1e-8);
  expect(a).toBeCloseTo(1 - 0.1 - second(0.9 * 0.05 + 0.025, 0.999 * 0.00025 + 0.0000625), 7);
  expect(b).toBeCloseTo(-2 + 0.1 - second(0.9 * -0.1 + 0.3, 0.999 * 0.001 + 0.009), 7);
});
