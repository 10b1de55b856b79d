import fc from "fast-check";
import { expect, test } from "vitest";
import { difference } from "./label-sets.ts";

const labels = fc.uniqueArray(fc.integer({ min: 1, max: 40 })).map((some) => some.toSorted((a, b) => a - b));

test("what is missing and what is extra are what sets say", () => {
  fc.assert(
    fc.property(labels, labels, (wanted, present) => {
      const { missing, extra } = difference(BigInt64Array.from(wanted, BigInt), BigInt64Array.from(present, BigInt));
      expect(Array.from(missing, Number)).toEqual(wanted.filter((label) => !present.includes(label)));
      expect(Array.from(extra, Number)).toEqual(present.filter((label) => !wanted.includes(label)));
    }),
  );
});
