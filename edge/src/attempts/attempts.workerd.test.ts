import fc from "fast-check";
import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Problem } from "@likeness/sdk/core";
import { inObject } from "../subject/object.fixture.ts";
import { defaultPolicy, type Policy } from "../policy.ts";
import { testDevice } from "../proofs/device.fixture.ts";
import { address, comparison, enrolment, newSubject, provedWith, registering, stranger } from "../subject/subject.fixture.ts";
import { attemptLimits } from "./attempt-policy.ts";
import { naiveAttempts } from "./attempts.fixture.ts";
import { createAttempts, type Attempts } from "./attempts.ts";

const start = Date.parse("2026-05-01T12:00:00.000Z");
const [second, day] = [1_000, 86_400_000];
const detecting: Policy = { ...defaultPolicy, presentationAttackDetection: true };

function begun(attempts: Attempts, time: number, policy = defaultPolicy): number | Problem {
  try {
    return attempts.begin(policy, new Date(time));
  } catch (problem) {
    return problem as Problem;
  }
}

describe("an attempt", () => {
  test("[ATT1] is counted when it begins, in storage", async () => {
    await inObject(({ sql, evict }) => {
      expect(createAttempts(sql).begin(defaultPolicy, new Date(start))).toBe(1);
      evict();
      expect(createAttempts(sql).state(defaultPolicy, new Date(start))).toEqual({ failures: 1, disabled: false });
    });
  });

  test("[ATT1] that is undone with its transaction was none, and leaves nothing", async () => {
    await inObject(({ sql, transaction, tables }) => {
      const attempts = createAttempts(sql);
      const undone = () =>
        transaction(() => {
          attempts.begin(defaultPolicy, new Date(start));
          throw new Error("undone");
        });
      expect(undone).toThrow("undone");
      expect(tables()).toEqual([]);
      expect(attempts.begin(defaultPolicy, new Date(start))).toBe(1);
    });
  });

  test.each([
    ["five", defaultPolicy, 5],
    ["ten", detecting, 10],
  ])(
    "[ATT2] [ATT5] waits after %s failures, however often the object is evicted; what is refused is not counted",
    async (_, policy, free) => {
      await inObject(({ sql, evict }) => {
        const again = () => (evict(), createAttempts(sql));
        for (let i = 0; i < free; i++) expect(begun(again(), start + i, policy)).toBe(i + 1);
        const last = start + free - 1;
        for (const late of [0, 1, 29_000, 29_999]) {
          expect(begun(again(), last + late, policy)).toMatchObject({
            code: "attempts_delayed",
            retryAfter: Math.ceil((30_000 - late) / 1000),
          });
        }
        const notBefore = new Date(last + 30_000).toISOString();
        expect(again().state(policy, new Date(last))).toEqual({ failures: free, disabled: false, notBefore });
        expect(begun(again(), last + 30_000, policy)).toBe(free + 1);
        expect(begun(again(), last + 30_001, policy)).toMatchObject({ code: "attempts_delayed" });
      });
    },
  );

  test.each([
    ["fifty", defaultPolicy, 50],
    ["a hundred", detecting, 100],
  ])("[ATT3] is not made after %s failures, until it is enabled", async (_, policy, most) => {
    await inObject(({ sql, evict }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < most; i++) expect(begun(attempts, start + i * 30 * second, policy)).toBe(i + 1);
      for (const late of [0, 30 * second, day, 400 * day]) {
        evict();
        expect(begun(attempts, start + most * 30 * second + late, policy)).toMatchObject({ code: "attempts_disabled" });
      }
      expect(attempts.state(policy, new Date(start + 400 * day))).toEqual({ failures: most, disabled: true });
      attempts.enable();
      evict();
      expect(attempts.state(policy, new Date(start + 400 * day))).toEqual({ failures: 0, disabled: false });
      expect(begun(attempts, start + 400 * day, policy)).toBe(most + 1);
    });
  });

  test("[ATT2] waits though the clock was set back", async () => {
    await inObject(({ sql }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < 5; i++) begun(attempts, start);
      for (const back of [second, 3_600 * second, 2 * day]) {
        expect(begun(attempts, start - back)).toMatchObject({
          code: "attempts_delayed",
          retryAfter: 30 + back / second,
        });
      }
      // Nor does an attempt that is begun meanwhile by such a clock bring the end of the wait nearer.
      attempts.matched(5);
      for (let i = 0; i < 5; i++) expect(begun(attempts, start - day)).toBe(6 + i);
      expect(begun(attempts, start + 29_999)).toMatchObject({ code: "attempts_delayed" });
      expect(begun(attempts, start + 30_000)).toBe(11);
    });
  });
});

describe("[ATT4] a match", () => {
  const failures = (attempts: Attempts) => attempts.state(defaultPolicy, new Date(start)).failures;

  test("sets back what failed before it, and not what was begun after it", async () => {
    await inObject(({ sql }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < 4; i++) begun(attempts, start);
      attempts.matched(3);
      expect(failures(attempts)).toBe(1);
      attempts.matched(2);
      expect(failures(attempts)).toBe(1);
      attempts.matched(4);
      expect(failures(attempts)).toBe(0);
    });
  });

  test("of somebody who was erased since counts for nobody, whoever is enrolled by then", async () => {
    await inObject(({ sql }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < 4; i++) begun(attempts, start);
      attempts.erase();
      attempts.matched(4);
      expect(failures(attempts)).toBe(0);
      for (let i = 0; i < 4; i++) begun(attempts, start);
      for (let i = 1; i <= 4; i++) attempts.matched(i);
      expect(failures(attempts)).toBe(4);
      // Twice erased, the second time before anybody had tried again.
      attempts.erase();
      attempts.erase();
      const own = begun(attempts, start) as number;
      begun(attempts, start);
      for (let i = 1; i < own; i++) attempts.matched(i);
      expect(failures(attempts)).toBe(2);
      attempts.matched(own);
      expect(failures(attempts)).toBe(1);
    });
  });

  test("of an erasure that was undone counts, and nothing is forgotten", async () => {
    await inObject(({ sql, transaction }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < 5; i++) begun(attempts, start);
      const undone = () =>
        transaction(() => {
          attempts.erase();
          throw new Error("undone");
        });
      expect(undone).toThrow("undone");
      expect(begun(attempts, start)).toMatchObject({ code: "attempts_delayed", retryAfter: 30 });
      attempts.matched(4);
      expect(failures(attempts)).toBe(1);
    });
  });

  test("[ATT2] is needed by who was enrolled anew as by anybody: five failures, then the wait", async () => {
    await inObject(({ sql, evict }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < 5; i++) begun(attempts, start);
      expect(begun(attempts, start)).toMatchObject({ code: "attempts_delayed" });
      attempts.erase();
      for (let i = 0; i < 5; i++) expect(typeof begun(attempts, start + i)).toBe("number");
      evict();
      expect(begun(attempts, start + 5)).toMatchObject({ code: "attempts_delayed", retryAfter: 30 });
      expect(begun(createAttempts(sql), start + 5)).toMatchObject({ code: "attempts_delayed", retryAfter: 30 });
    });
  });
});

describe("[ATT7] failures of a day", () => {
  test("are a hundred at most, though every second attempt matches", async () => {
    await inObject(({ sql, evict }) => {
      const attempts = createAttempts(sql);
      let time = start;
      for (let i = 0; i < 100; i++, time += second) {
        attempts.matched(begun(attempts, time) as number);
        expect(typeof begun(attempts, time)).toBe("number");
      }
      evict();
      expect(begun(attempts, time)).toMatchObject({ code: "attempts_delayed", retryAfter: 86_400 - 100 });
      expect(begun(attempts, start + day - 1)).toMatchObject({ code: "attempts_delayed", retryAfter: 1 });
      expect(begun(attempts, start + day)).toBe(201);
      expect(begun(attempts, start + day)).toMatchObject({ code: "attempts_delayed", retryAfter: 1 });
    });
  });

  test("are no more once a secret key has enabled the subject", async () => {
    await inObject(({ sql }) => {
      const attempts = createAttempts(sql);
      for (let i = 0; i < 100; i++) {
        attempts.matched(begun(attempts, start) as number);
        begun(attempts, start);
      }
      expect(begun(attempts, start)).toMatchObject({ code: "attempts_delayed" });
      attempts.enable();
      expect(begun(attempts, start)).toBe(201);
    });
  });
});

type Step =
  | { readonly kind: "begin"; readonly after: number }
  | { readonly kind: "match"; readonly attempt: number }
  | { readonly kind: "enable" | "evict" };

const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 100 }) },
  { weight: 8, arbitrary: fc.constantFrom(29_999, 30_000, 30_001) },
  { weight: 2, arbitrary: fc.constantFrom(3_600_000, day - 1, day) },
  { weight: 1, arbitrary: fc.integer({ min: -day, max: -1 }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: time.map((after) => ({ kind: "begin" as const, after })) },
  { weight: 8, arbitrary: fc.nat(300).map((attempt) => ({ kind: "match" as const, attempt })) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: "enable" as const }, { kind: "evict" as const }) },
);
/** Many attempts at once, one long after another, so that a day's hundred come together too. */
const burstOf = (length: number, isMatched: boolean) =>
  Array.from({ length }, (_, i): Step[] => [
    { kind: "begin", after: 30_000 },
    { kind: "match", attempt: isMatched ? i % 3 : 1_000 },
  ]).flat();
const burst = fc.tuple(fc.nat(120), fc.boolean()).map(([length, isMatched]) => burstOf(length, isMatched));
const history = fc.array(
  fc.oneof({ weight: 20, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: burst }),
  {
    maxLength: 60,
    size: "max",
  },
);

test("[ATT1] [ATT2] [ATT3] [ATT4] [ATT5] [ATT7] whatever happens, attempts are ruled as the rules say", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.boolean(), history, async (presentationAttackDetection, steps) => {
      const policy = { ...defaultPolicy, presentationAttackDetection };
      const naive = naiveAttempts(attemptLimits(presentationAttackDetection));
      await inObject(({ sql, evict }) => {
        const attempts = createAttempts(sql);
        let [now, last] = [start, 0];
        for (const step of steps.flat()) {
          if (step.kind === "evict") evict();
          if (step.kind === "enable") for (const one of [attempts, naive]) one.enable();
          if (step.kind === "match" && step.attempt < last) {
            // The latest are the likeliest to end; out of order, and again, as well.
            for (const one of [attempts, naive]) one.matched(last - step.attempt);
          }
          if (step.kind !== "begin") continue;
          now += step.after;
          const ruling = naive.ruling(now);
          seen.add(naive.failures() < 5 && ruling === "wait" ? "wait for a day" : ruling);
          const answer = begun(attempts, now, policy);
          if (ruling === "begin") expect(answer).toBe((last = naive.begin(now)));
          else expect(answer).toMatchObject({ code: ruling === "wait" ? "attempts_delayed" : "attempts_disabled" });
          expect(attempts.state(policy, new Date(now)).failures).toBe(naive.failures());
        }
      });
    }),
    {
      numRuns: 100,
      examples: [
        [false, [burstOf(60, false)]],
        [false, [burstOf(200, true)]],
      ],
    },
  );
  expect([...seen].toSorted()).toEqual(["begin", "never", "wait", "wait for a day"]);
});

describe("200 failures at once", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("[ATT1] [ATT2] [ATT3] five are compared before the delay, fifty in all, though the object is evicted in between", async () => {
    const subject = newSubject();
    const device = await testDevice();
    await subject.enrol(await registering(device), enrolment);
    const attempts = async (count: number) => {
      const askings = await Promise.all(Array.from({ length: count }, () => provedWith(device)));
      return askings.map((asking) => subject.verify(asking, comparison(stranger)));
    };

    vi.useFakeTimers({ toFake: ["Date"] });
    const outcomes: PromiseSettledResult<object>[] = [];
    for (let round = 0; round < 4; round++) {
      const underWay = await attempts(50);
      await underWay[round];
      await evictDurableObject(subject);
      outcomes.push(...(await Promise.allSettled(underWay)));
    }
    const compared = outcomes.filter((outcome) => outcome.status === "fulfilled" && "value" in outcome.value);
    expect(outcomes).toHaveLength(200);
    expect(compared.length).toBeGreaterThan(0);
    expect(compared.length).toBeLessThanOrEqual(5);

    let all = compared.length;
    for (let i = 0; i < 60; i++) {
      vi.setSystemTime(Date.now() + 30_000);
      all += (await Promise.all(await attempts(2))).filter((outcome) => "value" in outcome).length;
      if (i % 20 === 0) await evictDurableObject(subject);
    }
    expect(all).toBeLessThanOrEqual(50);
    expect(all).toBeGreaterThanOrEqual(45);
    expect(await subject.read(address)).toMatchObject({ value: { attempts: { failures: 50, disabled: true } } });
    const [last] = await Promise.all(await attempts(1));
    expect(last).toMatchObject({ code: "attempts_disabled" });
  });
});
