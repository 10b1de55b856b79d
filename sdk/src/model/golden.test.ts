import { describe, expect, test } from "vitest";
import { embedderCard } from "../core/card.fixture.ts";
import type { Session, Tensor } from "../runtime/session.ts";
import { checkGolden, makeGolden } from "./golden.ts";

const right = Float32Array.from({ length: 128 }, (_, i) => ((i * 37) % 64) / 32 - 1);

/** A session that computes nothing, and gives these values for one embedding. */
function sessionOf(data: Float32Array, shape: readonly number[] = [1, data.length]): Session & { seen: Tensor[] } {
  const seen: Tensor[] = [];
  return {
    seen,
    run: async ({ image }) => {
      seen.push(image as Tensor);
      return { embedding: { data, shape } };
    },
    release: async () => {},
  };
}

const golden = await makeGolden(sessionOf(right), embedderCard(), { width: 8, height: 6 });
const card = { ...embedderCard(), golden };

test("the model is given the golden picture, of the size that the card names", async () => {
  const session = sessionOf(right);
  await checkGolden(session, card);
  expect(session.seen).toMatchObject([{ shape: [1, 3, 6, 8] }]);
  expect(session.seen[0]!.data).toHaveLength(3 * 6 * 8);
});

test("what computes the same is right, and says how long it took", async () => {
  const ticks = [100, 142];
  const verdict = await checkGolden(sessionOf(right), card, { now: () => ticks.shift()! });
  expect(verdict).toMatchObject({ ok: true, milliseconds: 42, outputs: [{ tensor: "embedding", difference: 0 }] });
  expect(verdict.cosine).toBeCloseTo(1, 12);
});

describe("is wrong:", () => {
  const wrong: [string, Session][] = [
    ["another order", sessionOf(right.toReversed())],
    ["another scale, which no cosine sees", sessionOf(right.map((value) => value * 1.1))],
    ["an offset, which hides little in values that are large", sessionOf(right.map((value) => value + 0.05))],
    ["noise that takes the cosine below 0.999", sessionOf(right.map((value, i) => value + (i % 2 ? 0.03 : -0.03)))],
    ["zeros", sessionOf(new Float32Array(128))],
    ["one NaN", sessionOf(right.with(77, NaN))],
    ["one infinity", sessionOf(right.with(0, Infinity))],
    ["another shape", sessionOf(right, [2, 64])],
    ["fewer values than the shape says", sessionOf(right.subarray(1), [1, 128])],
    ["no such output", { run: async () => ({}), release: async () => {} }],
  ];
  test.each(wrong)("%s", async (_, session) => {
    const verdict = await checkGolden(session, card);
    expect(verdict.ok).toBe(false);
    expect(verdict.cosine).not.toBeNaN();
  });
});

test("rounding of another processor is not wrong", async () => {
  expect((await checkGolden(sessionOf(right.map((value, i) => value + (i % 2 ? 0.01 : -0.01))), card)).ok).toBe(true);
});

test("a card without golden vectors, or with those of a pattern from the future, holds nobody to anything", async () => {
  const future = { ...card, golden: { ...golden, pattern: "drawn-face/2" } } as unknown as typeof card;
  for (const unusable of [embedderCard(), future]) {
    await expect(checkGolden(sessionOf(right), unusable)).rejects.toMatchObject({ code: "card_malformed" });
  }
});

test("no golden vectors are made of what is not finite", async () => {
  const making = makeGolden(sessionOf(right.with(3, NaN)), embedderCard(), { width: 8, height: 6 });
  await expect(making).rejects.toMatchObject({ code: "inference_failed" });
});
