import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryNonces } from "./nonces.ts";

test("a nonce is seen again for as long as it could count, whatever came between", () => {
  const step = fc.record({ nonce: fc.nat(5).map(String), wait: fc.nat(40_000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const seen = memoryNonces();
      const until = new Map<string, number>();
      let now = 1_000_000;
      for (const { nonce, wait } of steps) {
        now += wait;
        const known = until.get(nonce);
        // Of one that could count again, the same time comes with it.
        if (known !== undefined && known >= now) expect(seen.add(nonce, known, now)).toBe("seen");
        else {
          expect(seen.add(nonce, now + 60_000, now)).toBe("new");
          until.set(nonce, now + 60_000);
        }
      }
    }),
  );
});

test("there are never more than there is room for", () => {
  const seen = memoryNonces(3);
  expect(["a", "b", "c", "d"].map((nonce) => seen.add(nonce, 60_000, 0))).toEqual(["new", "new", "new", "full"]);
  expect(seen.add("a", 60_000, 0)).toBe("seen");
  expect(seen.add("d", 130_000, 70_001)).toBe("new");
});
