import { expect, test } from "vitest";
import { gaussian } from "../quality/projected-face.fixture.ts";
import { oneEuro } from "./one-euro.ts";

const deviation = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

test("what stands still shakes much less", () => {
  const noise = gaussian(1, 5);
  const smooth = oneEuro();
  const [raw, out]: [number[], number[]] = [[], []];
  for (let frame = 0; frame < 300; frame++) {
    raw.push(100 + noise());
    out.push(smooth([raw.at(-1)!], frame * 33)[0]!);
  }
  expect(deviation(out.slice(60))).toBeLessThan(deviation(raw.slice(60)) / 2);
  expect(out.at(-1)!).toBeCloseTo(100, -1);
});

test("what moves fast is followed closer than by a filter without the speed", () => {
  const lag = (speedCutoff: number) => {
    const smooth = oneEuro({ speedCutoff });
    let out = 0;
    for (let frame = 0; frame <= 30; frame++) out = smooth([frame * 20], frame * 33)[0]!;
    return 600 - out;
  };
  expect(lag(0.02)).toBeLessThan(lag(0) / 5);
  expect(lag(0.02)).toBeGreaterThan(0);
});

test("it follows time, not frames", () => {
  const settle = (every: number) => {
    const smooth = oneEuro({ speedCutoff: 0 });
    smooth([0], 0);
    let out = 0;
    for (let at = every; at <= 400; at += every) out = smooth([1], at)[0]!;
    return out;
  };
  expect(settle(10)).toBeCloseTo(settle(40), 1);
  expect(settle(10)).toBeGreaterThan(0.8);
});

test("begins with the first value, and anew where there are more or fewer of them", () => {
  const smooth = oneEuro();
  expect(smooth([5, 7], 1000)).toEqual([5, 7]);
  expect(smooth([1, 2, 3], 1033)).toEqual([1, 2, 3]);
});

test("two frames of one time change nothing", () => {
  const smooth = oneEuro();
  smooth([5], 10);
  expect(smooth([9], 10)).toEqual([5]);
});
