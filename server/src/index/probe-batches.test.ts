import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { inBatches } from "./probe-batches.ts";

const dimension = 2;
const probeOf = (n: number) => normalize([Math.cos(n), Math.sin(n)]);

/** A search that answers with the first value of each probe, when it is let. */
function held(options: { atOnce?: number; most?: number } = {}) {
  const calls: { count: number; k: number; finish: (error?: Error) => void }[] = [];
  const search = inBatches<number>({
    dimension,
    atOnce: 1,
    most: 8,
    ...options,
    search: (probes, count, k) =>
      new Promise((resolve, reject) => {
        const finish = (error?: Error) =>
          error ? reject(error) : resolve(Array.from({ length: count }, (_, i) => probes[i * dimension]!));
        calls.push({ count, k, finish });
      }),
  });
  return { search, calls };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("probes", () => {
  test("are searched alone while there is a thread for each", () => {
    const { search, calls } = held({ atOnce: 2 });
    void search(probeOf(1), 3);
    void search(probeOf(2), 5);
    expect(calls.map(({ count, k }) => [count, k])).toEqual([
      [1, 3],
      [1, 5],
    ]);
  });

  test("that have to wait are searched together, for the most places that any of them asks for", async () => {
    const { search, calls } = held();
    const answers = [1, 2, 3, 4].map((n) => search(probeOf(n), n));
    calls[0]!.finish();
    await settled();
    expect(calls[1]).toMatchObject({ count: 3, k: 4 });
    calls[1]!.finish();
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4].map((n) => probeOf(n)[0]));
  });

  test("are no more at once than is allowed", async () => {
    const { search, calls } = held({ most: 2 });
    for (let n = 0; n < 6; n++) void search(probeOf(n), 1);
    for (let call = 0; call < 3; call++) {
      calls[call]!.finish();
      await settled();
    }
    expect(calls.map(({ count }) => count)).toEqual([1, 2, 2, 1]);
  });

  test("that were given up while they waited are not searched", async () => {
    const { search, calls } = held();
    void search(probeOf(1), 1);
    const giveUp = new AbortController();
    const gone = search(probeOf(2), 1, giveUp.signal);
    const stays = search(probeOf(3), 1);
    giveUp.abort(new Error("gone"));
    calls[0]!.finish();
    await expect(gone).rejects.toThrow("gone");
    expect(calls[1]).toMatchObject({ count: 1 });
    calls[1]!.finish();
    expect(await stays).toBe(probeOf(3)[0]);
    await expect(search(probeOf(4), 1, giveUp.signal)).rejects.toThrow("gone");
  });

  test("of another length are refused, and take nobody with them", async () => {
    const { search, calls } = held();
    await expect(search(normalize([1, 2, 3]), 1)).rejects.toThrow("3 values, not 2");
    const good = search(probeOf(1), 1);
    calls[0]!.finish();
    expect(await good).toBe(probeOf(1)[0]);
  });
});

test("a search that fails fails all of its probes, and none of the others", async () => {
  const { search, calls } = held();
  const first = search(probeOf(1), 1);
  const others = [search(probeOf(2), 1), search(probeOf(3), 1)];
  const told = Promise.allSettled(others);
  calls[0]!.finish();
  expect(await first).toBe(probeOf(1)[0]);
  await settled();
  const later = search(probeOf(4), 1);
  calls[1]!.finish(new Error("no memory"));
  expect((await told).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await settled();
  calls[2]!.finish();
  expect(await later).toBe(probeOf(4)[0]);
});

test("whatever comes when, each gets its own answer", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ n: fc.integer(), turns: fc.nat(3) })),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      async (probes, atOnce, most) => {
        const search = inBatches<number>({
          dimension,
          atOnce,
          most,
          search: async (all, count) => {
            await settled();
            return Array.from({ length: count }, (_, i) => all[i * dimension]!);
          },
        });
        const asked: Promise<number>[] = [];
        for (const { n, turns } of probes) {
          for (let turn = 0; turn < turns; turn++) await settled();
          asked.push(search(probeOf(n), 1));
        }
        expect(await Promise.all(asked)).toEqual(probes.map(({ n }) => probeOf(n)[0]));
      },
    ),
  );
});
