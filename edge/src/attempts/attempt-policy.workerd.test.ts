import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attemptLimits, rule } from "./attempt-policy.ts";

const plain = attemptLimits(false);
const now = 1_000_000_000;
const none = { failures: 0, lastAt: undefined, oldestAt: undefined };

describe("the limits of SP 800-63B-4, 3.2.3", () => {
  test("[ATT2] [ATT3] five and fifty; with presentation attack detection ten and a hundred; half a minute", () => {
    expect(plain).toMatchObject({ free: 5, most: 50, delay: 30_000 });
    expect(attemptLimits(true)).toMatchObject({ free: 10, most: 100, delay: 30_000 });
  });

  test("[ATT7] a hundred a day", () => {
    for (const limits of [plain, attemptLimits(true)])
      expect(limits).toMatchObject({ mostInPeriod: 100, period: 86_400_000 });
  });
});

describe("[ATT2] an attempt", () => {
  test("may be the first", () => {
    expect(rule(plain, none, now)).toEqual({ may: "begin" });
  });

  test("waits from the fifth failure on, and not before", () => {
    for (let failures = 0; failures < 50; failures++) {
      const ruling = rule(plain, { ...none, failures, lastAt: now }, now);
      expect(ruling, `${failures}`).toEqual(failures < 5 ? { may: "begin" } : { may: "wait", until: now + 30_000 });
    }
  });

  test("waits to the millisecond", () => {
    const history = { ...none, failures: 5, lastAt: now };
    expect(rule(plain, history, now + 29_999)).toEqual({ may: "wait", until: now + 30_000 });
    expect(rule(plain, history, now + 30_000)).toEqual({ may: "begin" });
  });
});

test("[ATT3] none is made from the fiftieth failure on, however long ago", () => {
  const history = { failures: 50, lastAt: now, oldestAt: undefined };
  expect(rule(plain, history, now)).toEqual({ may: "never" });
  expect(rule(plain, history, now + 1e12)).toEqual({ may: "never" });
});

describe("[ATT7] the hundredth failure of a day", () => {
  test("is followed by none until the first of them is a day old, matches in between or not", () => {
    const history = { failures: 0, lastAt: now, oldestAt: now - 1_000 };
    expect(rule(plain, history, now)).toEqual({ may: "wait", until: now - 1_000 + 86_400_000 });
    expect(rule(plain, history, now - 1_000 + 86_400_000)).toEqual({ may: "begin" });
  });

  test("is waited for as long as the longer of two waits", () => {
    const history = { failures: 5, lastAt: now, oldestAt: now - 86_400_000 + 10_000 };
    expect(rule(plain, history, now)).toEqual({ may: "wait", until: now + 30_000 });
    expect(rule(plain, { ...history, oldestAt: now - 86_400_000 + 40_000 }, now)).toEqual({
      may: "wait",
      until: now + 40_000,
    });
  });
});

test("[ATT2] [ATT7] more failures, or later ones, never let in what fewer keep out", () => {
  const time = fc.option(fc.integer({ min: now - 90_000_000, max: now }), { nil: undefined });
  const history = fc.record({ failures: fc.nat(60), lastAt: time, oldestAt: time });
  const strictness = { begin: 0, wait: 1, never: 2 };
  const later = (one: number | undefined, by: number) => one && Math.min(now, one + by);
  fc.assert(
    fc.property(history, fc.nat(3), fc.nat(1_000_000), ({ failures, lastAt, oldestAt }, more, by) => {
      const before = rule(plain, { failures, lastAt, oldestAt }, now).may;
      const worse = { failures: failures + more, lastAt: later(lastAt, by), oldestAt: later(oldestAt, by) };
      expect(strictness[rule(plain, worse, now).may]).toBeGreaterThanOrEqual(strictness[before]);
    }),
  );
});
