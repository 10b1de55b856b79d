import fc from "fast-check";
import { expect, test } from "vitest";
import { without } from "./label-sets.ts";

const labels = fc.uniqueArray(fc.integer({ min: 1, max: 40 })).map((some) => some.toSorted((a, b) => a - b));

test("what is left of a list is what sets say", () => {
  fc.assert(
    fc.property(labels, labels, (all, known) => {
      const left = without(BigInt64Array.from(all, BigInt), BigInt64Array.from(known, BigInt));
      expect(Array.from(left, Number)).toEqual(all.filter((label) => !known.includes(label)));
    }),
  );
});
