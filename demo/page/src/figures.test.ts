import { expect, test } from "vitest";
import { atMost, count, duration, size } from "./figures.ts";

test.each([
  [1e-4, "at most 1 in 10,000"],
  [-Math.expm1(Math.log1p(-1e-4)), "at most 1 in 10,000"],
  [1.2e-4, "at most 1 in 8,300"],
  [0.003, "at most 1 in 330"],
  [0.25, "at most 1 in 4"],
  [1e-6, "at most 1 in 1,000,000"],
  [0, "none that was measured"],
])("a rate of %d is %s", (rate, words) => {
  expect(atMost(rate)).toBe(words);
});

test("a rate is never said to be smaller than it is", () => {
  for (let rate = 0.9; rate > 1e-7; rate *= 0.83) {
    const said = 1 / Number(atMost(rate).replace("at most 1 in ", "").replaceAll(",", ""));
    expect(said).toBeGreaterThanOrEqual(rate * (1 - 1e-8));
  }
});

test("counts, durations and sizes", () => {
  expect([count(1, "face"), count(0, "face")]).toEqual(["1 face", "0 faces"]);
  expect(count(1200, "subject")).toBe("1,200 subjects");
  expect([duration(12.4), duration(1532)]).toEqual(["12 ms", "1.5 s"]);
  expect([size(745), size(12_340), size(8_000_000)]).toEqual(["745 bytes", "12.3 kB", "8 MB"]);
});
