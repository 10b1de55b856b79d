import { describe, expect, test } from "vitest";
import { take, windowLength, type Count } from "./count.ts";

const now = 1_000_000;

describe("[LIM2] a budget", () => {
  test("gives what is needed, and all of it before it refuses", () => {
    let count: Count | undefined;
    const granted = Array.from({ length: 12 }, () => {
      const answer = take(count, { need: 1, batch: false, limit: 10 }, now);
      ({ count } = answer);
      return answer.taken.granted;
    });
    expect(granted).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  test("gives batches that shrink as it empties, so that many who ask get the last of it", () => {
    let count: Count | undefined;
    const batches: number[] = [];
    for (let i = 0; i < 1_000; i++) {
      const answer = take(count, { need: 1, batch: true, limit: 600 }, now);
      ({ count } = answer);
      if (answer.taken.granted === 0) break;
      batches.push(answer.taken.granted);
    }
    expect(batches[0]).toBe(30);
    expect(batches.at(-1)).toBe(1);
    expect(batches.toSorted((a, b) => b - a)).toEqual(batches);
    expect(batches.reduce((sum, batch) => sum + batch, 0)).toBe(600);
  });

  test("gives no batch that a caller with a far lower limit would miss", () => {
    const { count } = take(undefined, { need: 1, batch: true, limit: 1_000_000 }, now);
    expect(count.used).toBe(100);
    expect(take(count, { need: 10, batch: false, limit: 600 }, now).taken).toMatchObject({ granted: 10, left: 490 });
  });

  test("is full again when its window ends, a minute after its first call, and not before", () => {
    const { count } = take(undefined, { need: 10, batch: false, limit: 10 }, now);
    expect(count).toEqual({ used: 10, endsAt: now + windowLength });
    expect(take(count, { need: 1, batch: false, limit: 10 }, now + windowLength - 1).taken.granted).toBe(0);
    expect(take(count, { need: 1, batch: false, limit: 10 }, now + windowLength).taken).toEqual({
      granted: 1,
      left: 9,
      endsAt: now + 2 * windowLength,
    });
  });

  test("holds each caller to its own limit by what all of them have used", () => {
    const { count } = take(undefined, { need: 50, batch: false, limit: 100 }, now);
    expect(take(count, { need: 1, batch: false, limit: 50 }, now).taken).toMatchObject({ granted: 0, left: 0 });
    expect(take(count, { need: 60, batch: false, limit: 100 }, now).taken).toMatchObject({ granted: 50, left: 0 });
  });
});
