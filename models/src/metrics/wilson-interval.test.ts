import { expect, test } from "vitest";
import { wilsonInterval } from "./wilson-interval.ts";

// Newcombe 1998, table I: Wilson's interval without continuity correction.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%i of %i lies between %f and %f", (successes, trials, lower, upper) => {
  const [low, high] = wilsonInterval(successes, trials);
  expect(low).toBeCloseTo(lower, 4);
  expect(high).toBeCloseTo(upper, 4);
});
