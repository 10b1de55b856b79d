import { expect, test } from "vitest";
import { constant, cosine, plateau, type Schedule, stepDecay, warmUp } from "./index.ts";

const rates = (schedule: Schedule, steps: number, at: readonly number[]) =>
  at.map((step) => schedule.rate({ step, steps }, schedule.start));

test("constant stays", () => {
  expect(rates(constant({ rate: 0.1 }), 10, [0, 5, 9])).toEqual([0.1, 0.1, 0.1]);
});

test("stairs fall at steps and at parts of the run, the edge itself included", () => {
  const schedule = stepDecay({ rate: 1, at: [0.5, 8], factor: 0.5 });
  expect(rates(schedule, 10, [0, 4, 5, 7, 8, 9])).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
});

test("cosine runs from the rate through the middle to the minimum, and stays there", () => {
  const [first, quarter, middle, end, after] = rates(cosine({ rate: 1, minimum: 0.2 }), 100, [0, 25, 50, 100, 150]);
  expect(first).toBe(1);
  expect(quarter).toBeCloseTo(0.2 + 0.4 * (1 + Math.SQRT1_2), 12);
  expect(middle).toBeCloseTo(0.6, 12);
  expect([end, after]).toEqual([0.2, 0.2]);
});

test("a warm-up climbs in equal stairs, then the schedule has the rest of the run", () => {
  const schedule = warmUp(4, cosine({ rate: 1 }));
  const [first, second, last] = rates(schedule, 104, [0, 1, 3]);
  expect([first, second, last]).toEqual([0.2, 0.4, 0.8]);
  expect(rates(schedule, 104, [4, 54, 104])).toEqual(rates(cosine({ rate: 1 }), 100, [0, 50, 100]));
});

test("a plateau cuts after patience evaluations without a new best, and again after as many", () => {
  const schedule = plateau({ rate: 1, factor: 0.5, patience: 2, minimum: 0.3 });
  let remembered = schedule.start;
  const seen = [0.5, 0.5, 0.4, 0.6, 0.6, 0.6, 0.1, 0.1].map((value) => {
    remembered = schedule.observe(remembered, value);
    return schedule.rate({ step: 1, steps: 2 }, remembered);
  });
  expect(seen).toEqual([1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3]);
});

test("a warm-up over a plateau remembers the evaluations", () => {
  const schedule = warmUp(1, plateau({ rate: 1, factor: 0.5, patience: 1 }));
  const remembered = [1, 1].reduce<readonly number[]>((list, value) => schedule.observe(list, value), schedule.start);
  expect(schedule.rate({ step: 0, steps: 9 }, remembered)).toBe(0.25);
  expect(schedule.rate({ step: 5, steps: 9 }, remembered)).toBe(0.5);
});

test("a rate below 0 or without an end is refused", () => {
  expect(() => constant({ rate: -1 })).toThrow(RangeError);
  expect(() => cosine({ rate: Number.NaN })).toThrow(RangeError);
});
