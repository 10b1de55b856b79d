import fc from "fast-check";
import { expect, test } from "vitest";
import { disjointSets } from "./disjoint-sets.ts";

/** By walking from each member to whoever can be reached. */
function reached(pairs: readonly (readonly [number, number])[]): number[][] {
  const members = [...new Set(pairs.flat())];
  const sets = members.map((member) => {
    const set = new Set([member]);
    for (let before = 0; before !== set.size;) {
      before = set.size;
      for (const [a, b] of pairs) if (set.has(a) || set.has(b)) set.add(a).add(b);
    }
    return [...set].toSorted((a, b) => a - b);
  });
  const apart = new Map(sets.map((set) => [set.join(), set]));
  return [...apart.values()].filter(({ length }) => length > 1);
}

const inOrder = (sets: readonly number[][]) =>
  sets.map((set) => set.toSorted((a, b) => a - b)).toSorted(([a], [b]) => a! - b!);

test("joined are those that can be reached from one another", () => {
  const member = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(fc.array(fc.tuple(member, member), { maxLength: 30 }), (pairs) => {
      const sets = disjointSets<number>();
      for (const [a, b] of pairs) sets.join(a, b);
      expect(inOrder(sets.all())).toEqual(inOrder(reached(pairs)));
    }),
  );
});
