import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { take, windowLength, type Count } from "./count.ts";
import { createLeases, type Ask } from "./leases.ts";

/** One budget as its object has it, and how often it was asked. */
function budget(clock: { now: number }) {
  let count: Count | undefined;
  const given: { granted: number; endsAt: number }[] = [];
  const ask: Ask = async (_, wanted) => {
    const answer = take(count, wanted, clock.now);
    ({ count } = answer);
    given.push(answer.taken);
    return answer.taken;
  };
  return { ask, given };
}

describe("leases", () => {
  test("[LIM2] let most calls pass without asking, and exactly as many as the limit has", async () => {
    const clock = { now: 0 };
    const { ask, given } = budget(clock);
    const leases = createLeases(ask, () => clock.now);
    const admitted: boolean[] = [];
    for (let i = 0; i < 700; i++) admitted.push((await leases.spend("a", 1, 600)).admitted);
    expect(admitted.lastIndexOf(true)).toBe(599);
    expect(admitted.filter(Boolean)).toHaveLength(600);
    // Once it is known that nothing is left, nobody is asked any more.
    expect(given.length).toBeLessThan(70);
  });

  test("tell what is left here and at the budget", async () => {
    const clock = { now: 5 };
    const leases = createLeases(budget(clock).ask, () => clock.now);
    const spent = { admitted: true, endsAt: 5 + windowLength };
    expect(await leases.spend("a", 1, 600)).toEqual({ ...spent, left: 599 });
    expect(await leases.spend("a", 10, 600)).toEqual({ ...spent, left: 589 });
  });

  test("end with their window, used up or not", async () => {
    const clock = { now: 0 };
    const { ask, given } = budget(clock);
    const leases = createLeases(ask, () => clock.now);
    await leases.spend("a", 1, 600);
    clock.now = windowLength - 1;
    await leases.spend("a", 1, 600);
    expect(given).toHaveLength(1);
    clock.now = windowLength;
    await leases.spend("a", 1, 600);
    expect(given).toHaveLength(2);
  });

  test("of one limit are nothing to a caller with another", async () => {
    const clock = { now: 0 };
    const leases = createLeases(budget(clock).ask, () => clock.now);
    for (let i = 0; i < 20; i++) await leases.spend("a", 1, 600);
    expect(await leases.spend("a", 1, 10)).toMatchObject({ admitted: false, left: 0 });
  });

  test("keep for cheap calls what is too little for a dear one", async () => {
    const clock = { now: 0 };
    const leases = createLeases(budget(clock).ask, () => clock.now);
    for (let i = 0; i < 95; i++) await leases.spend("a", 1, 100);
    expect(await leases.spend("a", 10, 100)).toMatchObject({ admitted: false, left: 5 });
    for (let i = 0; i < 5; i++) expect(await leases.spend("a", 1, 100)).toMatchObject({ admitted: true });
    expect(await leases.spend("a", 1, 100)).toMatchObject({ admitted: false, left: 0 });
  });

  test("are burnt as far as there are any", async () => {
    const clock = { now: 0 };
    const leases = createLeases(budget(clock).ask, () => clock.now);
    await leases.spend("a", 1, 20);
    await leases.burn("a", 9, 20);
    expect(await leases.spend("a", 1, 20)).toMatchObject({ left: 9 });
    await leases.burn("a", 99, 20);
    expect(await leases.spend("a", 1, 20)).toMatchObject({ admitted: false, left: 0 });
  });

  test("a batch that never comes keeps nobody waiting, and is asked for again a second later", async () => {
    const clock = { now: 0 };
    const { ask } = budget(clock);
    const batches: boolean[] = [];
    const leases = createLeases(
      (name, wanted) => {
        batches.push(wanted.batch);
        return batches.length === 1 ? new Promise(() => {}) : ask(name, wanted);
      },
      () => clock.now,
    );
    void leases.spend("a", 1, 600);
    expect(await leases.spend("a", 1, 600)).toMatchObject({ admitted: true });
    clock.now = 1_001;
    await leases.spend("a", 1, 600);
    expect(batches).toEqual([true, false, true]);
  });

  test("[LIM2] of a window that is over add nothing to the next one's, however late they come", async () => {
    const clock = { now: 0 };
    const { ask, given } = budget(clock);
    let deliver = () => {};
    const late = new Promise<void>((resolve) => (deliver = resolve));
    const leases = createLeases(
      async (name, wanted) => {
        const isFirst = given.length === 0;
        const taken = await ask(name, wanted);
        if (isFirst) await late;
        return taken;
      },
      () => clock.now,
    );
    const first = leases.spend("a", 1, 600);
    clock.now = windowLength;
    await leases.spend("a", 1, 20);
    // Its own lease, under the same limit as the one that is late, and of the next window.
    await leases.spend("a", 1, 600);
    const asked = given.length;
    deliver();
    expect(await first).toMatchObject({ admitted: true });
    const left = given.slice(2).reduce((sum, { granted }) => sum + granted, -1);
    for (let i = 0; i < left; i++) await leases.spend("a", 1, 600);
    expect(given).toHaveLength(asked);
    await leases.spend("a", 1, 600);
    expect(given, "the late ones are no more than one call was good for").toHaveLength(asked + 1);
  });

  test("[LIM2] that a dear call has set aside are not put back into the next window", async () => {
    const clock = { now: 0 };
    const { ask } = budget(clock);
    const others = createLeases(ask, () => clock.now);
    let between = async () => {};
    const leases = createLeases(
      async (name, wanted) => {
        await between();
        return ask(name, wanted);
      },
      () => clock.now,
    );
    await leases.spend("a", 1, 100);
    // Four are left here. While a dear call asks for the six that it lacks, others use the next window but for one.
    between = async () => {
      clock.now = windowLength;
      await others.burn("a", 99, 100);
    };
    expect(await leases.spend("a", 10, 100)).toMatchObject({ admitted: false, left: 1 });
    expect(await leases.spend("a", 1, 100)).toMatchObject({ admitted: true });
    expect(await leases.spend("a", 1, 100)).toMatchObject({ admitted: false });
  });

  test("of a budget that could not be asked are asked for again", async () => {
    const clock = { now: 0 };
    const { ask } = budget(clock);
    let failing = true;
    const leases = createLeases(
      (name, wanted) => (failing ? Promise.reject(new Error("gone")) : ask(name, wanted)),
      () => clock.now,
    );
    await expect(leases.spend("a", 1, 600)).rejects.toThrow("gone");
    failing = false;
    expect(await leases.spend("a", 1, 600)).toMatchObject({ admitted: true });
    expect(await leases.spend("a", 1, 600)).toMatchObject({ admitted: true });
  });

  test("[LIM2] of any isolates, asked for in any order, never give more than the limit in a window", async () => {
    const call = fc.record({
      isolate: fc.nat(1),
      cost: fc.constantFrom(1, 1, 1, 10),
      burns: fc.constantFrom(false, false, false, false, true),
      later: fc.constantFrom(0, 0, 0, 1_500, windowLength / 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(call, { minLength: 20, maxLength: 80 }), fc.integer({ min: 10, max: 60 }), async (s, calls, limit) => {
        const clock = { now: 0 };
        const { ask, given } = budget(clock);
        const isolates = Array.from({ length: 2 }, () =>
          createLeases(
            async (name, wanted) => {
              await s.schedule(Promise.resolve());
              const taken = await ask(name, wanted);
              await s.schedule(Promise.resolve());
              return taken;
            },
            () => clock.now,
          ),
        );
        let paid = 0;
        const under = calls.map(async ({ isolate, cost, burns, later }) => {
          await s.schedule(Promise.resolve());
          clock.now += later;
          if (burns) return isolates[isolate]!.burn("a", cost, limit);
          if ((await isolates[isolate]!.spend("a", cost, limit)).admitted) paid += cost;
        });
        await s.waitFor(Promise.all(under));
        const byWindow = Map.groupBy(given, ({ endsAt }) => endsAt);
        const sums = [...byWindow.values()].map((window) => window.reduce((sum, { granted }) => sum + granted, 0));
        for (const sum of sums) expect(sum).toBeLessThanOrEqual(limit);
        // Whatever was let in had been given out before.
        expect(paid).toBeLessThanOrEqual(sums.reduce((all, sum) => all + sum, 0));
      }),
      { numRuns: 200 },
    );
  });
});
