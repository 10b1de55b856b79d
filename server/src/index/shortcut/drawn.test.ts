import fc from "fast-check";
import { expect, test } from "vitest";
import { drawn } from "./drawn.ts";
import { seeded } from "./nearby.fixture.ts";

test("as many as are asked for, or all, each once and in order, each as likely as another", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(250), fc.integer({ min: 1, max: 1_000_000 }), (size, many, seed) => {
      const all = BigInt64Array.from({ length: size }, (_, i) => BigInt(3 * i));
      const some = drawn(all, many, seeded(seed));
      expect(some).toHaveLength(Math.min(size, many));
      expect([...new Set(some)].toSorted((a, b) => Number(a - b))).toEqual([...some]);
      expect(some.every((label) => all.includes(label))).toBe(true);
    }),
  );
  const all = BigInt64Array.from({ length: 20 }, (_, i) => BigInt(i));
  const times = Array.from({ length: 20 }, () => 0);
  const random = seeded(5);
  for (let turn = 0; turn < 4_000; turn++) for (const label of drawn(all, 5, random)) times[Number(label)]!++;
  // A thousand each, and five times the deviation.
  for (const count of times) expect(Math.abs(count - 1_000)).toBeLessThan(140);
});
