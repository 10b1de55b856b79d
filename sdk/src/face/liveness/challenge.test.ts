import { describe, expect, test } from "vitest";
import { livenessActions, livenessChallenge } from "./challenge.ts";

/** Nonces that differ, and are the same in every run. */
const nonceOf = (n: number) => {
  const nonce = new Uint8Array(16);
  new DataView(nonce.buffer).setUint32(0, n);
  return nonce;
};
const many = await Promise.all(Array.from({ length: 9600 }, (_, n) => livenessChallenge(nonceOf(n))));

describe("[LIV1]", () => {
  test("one nonce gives one sequence, wherever it is made", async () => {
    expect(await livenessChallenge(nonceOf(7))).toEqual(many[7]);
    // Written down: hosts and devices of all versions come to these.
    expect(await livenessChallenge(new Uint8Array(16))).toMatchInlineSnapshot(`
      [
        "turn_right",
        "look_up",
        "turn_right",
      ]
    `);
    expect(await livenessChallenge(Uint8Array.from({ length: 32 }, (_, i) => i))).toMatchInlineSnapshot(`
      [
        "turn_right",
        "look_up",
        "turn_left",
      ]
    `);
  });

  test("a nonce that can be guessed is refused", async () => {
    await expect(livenessChallenge(new Uint8Array(15))).rejects.toThrow(RangeError);
  });

  test("only the actions that are named are asked for", async () => {
    for (let n = 0; n < 50; n++) {
      const steps = await livenessChallenge(nonceOf(n), ["turn_left", "look_up"]);
      expect(new Set(steps)).toEqual(new Set(["turn_left", "look_up"]));
    }
    await expect(livenessChallenge(nonceOf(1), ["blink"])).rejects.toThrow(RangeError);
    await expect(livenessChallenge(nonceOf(1), ["blink", "blink"])).rejects.toThrow(RangeError);
  });
});

test("[LIV2] 2 or 3 steps, none twice in a row", () => {
  for (const steps of many) {
    expect([2, 3]).toContain(steps.length);
    steps.slice(1).forEach((step, i) => expect(step).not.toBe(steps[i]));
    for (const step of steps) expect(livenessActions).toContain(step);
  }
});

test("[LIV3] all sequences are equally likely", () => {
  const counts = new Map<string, number>();
  for (const steps of many) counts.set(steps.join(), (counts.get(steps.join()) ?? 0) + 1);
  expect(counts.size).toBe(4 * 3 + 4 * 3 * 3);
  const expected = many.length / 48;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 47 degrees of freedom: above 82.7 in one of a thousand fair draws; the nonces are fixed, so this cannot flicker.
  expect(chiSquare).toBeLessThan(82.7);
});
