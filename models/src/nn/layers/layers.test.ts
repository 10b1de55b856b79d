import { expect, test } from "vitest";
import { seeded } from "../../random.ts";
import { convNet } from "../networks/conv-net.ts";
import { mobileFaceNet } from "../networks/mobile-face-net.ts";
import { trace } from "../trace.ts";
import { conv } from "./conv.ts";
import { glorot, he } from "./initial.ts";
import { linear } from "./linear.ts";
import { maxPool } from "./pool.ts";
import { residual } from "./sequential.ts";
import { dropout } from "./dropout.ts";

test.each([
  ["He's", he([64, 32, 3, 3]), 2 / (32 * 9)],
  ["Glorot's", glorot([300, 100]), 2 / 400],
])("%s weights have the variance of the paper and the mean 0", (_, initial, variance) => {
  const values = initial(seeded(1));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  // More than 18,000 draws: five deviations of the mean of squares are 5 %.
  expect(Math.abs(squares / variance - 1)).toBeLessThan(0.05);
  expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / values.length));
});

test("operators are named by kind and number, and only what multiplies decays", () => {
  const { parameters, statistics } = trace([1, 8, 8], convNet({ input: [1, 8, 8], dimension: 4, channels: [2] }).layers);
  expect(parameters.map(({ name, decays }) => [name, decays])).toEqual([
    ["conv1/filters", true],
    ["norm1/scale", false],
    ["norm1/shift", false],
    ["linear1/weights", true],
    ["linear1/bias", false],
  ]);
  expect(statistics.map(({ name }) => name)).toEqual(["norm1/mean", "norm1/variance"]);
});

test("MobileFaceNet of the paper has about a million parameters", () => {
  const { parameters, output } = trace([3, 112, 112], mobileFaceNet({ input: [3, 112, 112], dimension: 128 }).layers);
  const count = parameters.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size), 0);
  // Chen 2018, section 3.2: 0.99 million.
  expect(count).toBeGreaterThan(0.97e6);
  expect(count).toBeLessThan(1.01e6);
  expect(output.shape).toEqual([128]);
});

test.each([
  [() => trace([4], conv({ channels: 2, kernel: 3 })), "conv takes channels x rows x columns, not [4]"],
  [() => trace([1, 2, 2], linear({ features: 3 })), "linear takes a vector, not [1, 2, 2]"],
  [() => trace([3, 4, 4], conv({ channels: 4, kernel: 3, groups: 2 })), "2 groups do not divide 3 channels into 4"],
  [() => trace([1, 2, 2], maxPool({ kernel: 3 })), "a window of 3 does not fit into 2 rows"],
  [() => trace([4], residual(linear({ features: 3 }))), "a residual branch of [3] does not fit [4]"],
  [() => dropout({ rate: 1 }), "a dropout rate lies from 0 up to 1, and 1 does not"],
])("layers that do not fit are named: %#", (make, message) => {
  expect(make).toThrow(message);
});
