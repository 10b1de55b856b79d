import fc from "fast-check";
import { expect, test } from "vitest";
import { aligned, type Block, place } from "./memory.ts";

const blocks = fc
  .array(fc.record({ size: fc.nat(200), first: fc.nat(30), lives: fc.nat(8) }), { minLength: 1, maxLength: 40 })
  .map((all): Block[] =>
    all
      .toSorted((a, b) => a.first - b.first)
      .map(({ size, first, lives }) => ({ bytes: aligned(size + 1), first, last: first + lives, at: 0 })),
  );

test("blocks that live at the same step do not overlap, and none lies outside the arena", () => {
  fc.assert(
    fc.property(blocks, (all) => {
      const end = place(all, 1024);
      for (const [i, a] of all.entries()) {
        expect(a.at % 16).toBe(0);
        expect(a.at >= 1024 && a.at + a.bytes <= end).toBe(true);
        for (const b of all.slice(i + 1)) {
          const liveTogether = a.first <= b.last && b.first <= a.last;
          if (liveTogether) expect(a.at + a.bytes <= b.at || b.at + b.bytes <= a.at).toBe(true);
        }
      }
    }),
  );
});

test("room is used again once its block is dead", () => {
  const chain = Array.from({ length: 10 }, (_, i): Block => ({ bytes: 64, first: i, last: i + 1, at: 0 }));
  expect(place(chain, 0)).toBe(128);
});
