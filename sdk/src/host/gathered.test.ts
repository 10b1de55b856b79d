import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { gathered } from "./gathered.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

async function* source(pieces: readonly (readonly number[])[], waits: readonly boolean[] = []) {
  for (const [i, piece] of pieces.entries()) {
    if (waits[i]) await turn();
    yield piece;
  }
}

describe("what is gathered", () => {
  test("is all that the source gives, in its order, in no empty piece", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer(), { maxLength: 4 }), { maxLength: 12 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (pieces, waits, slow, most) => {
          const taken: (readonly number[])[] = [];
          for await (const some of gathered(source(pieces, waits), most)) {
            if (slow[taken.length % slow.length]) await turn();
            taken.push(some);
          }
          expect(taken.flat()).toEqual(pieces.flat());
          expect(taken.every(({ length }) => length > 0)).toBe(true);
          expect(Math.max(0, ...taken.map(({ length }) => length))).toBeLessThan(most + 4);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is taken together where it came while the taker was at work, and at once where it did not", async () => {
    const sizes: number[] = [];
    for await (const some of gathered(source(Array.from({ length: 10 }, (_, i) => [i])), 100)) {
      sizes.push(some.length);
      await turn();
    }
    expect(sizes.length).toBeLessThan(4);
    sizes.length = 0;
    for await (const some of gathered(source([[1], [2], [3]], [true, true, true]), 100)) sizes.push(some.length);
    expect(sizes).toEqual([1, 1, 1]);
  });

  test("ends with the source's error, after what came before it", async () => {
    const bad = new Error("bad");
    async function* broken() {
      yield [1];
      throw bad;
    }
    const taken: number[] = [];
    const taking = (async () => {
      for await (const some of gathered(broken(), 10)) taken.push(...some);
    })();
    await expect(taking).rejects.toBe(bad);
    expect(taken).toEqual([1]);
  });

  test("is not asked for any further once it is left", async () => {
    const ended = vi.fn();
    let given = 0;
    async function* endless() {
      try {
        for (;;) yield [(given += 1)];
      } finally {
        ended();
      }
    }
    for await (const some of gathered(endless(), 10)) if (some.length > 0) break;
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
    expect(given).toBeLessThanOrEqual(20);
  });
});
