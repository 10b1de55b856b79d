import { expect, test } from "vitest";
import { embedderCard } from "../core/card.fixture.ts";
import { normalize } from "../core/index.ts";
import { embed } from "./embed.ts";
import type { Session, Tensor } from "../runtime/session.ts";

const card = embedderCard();
const { size } = card.input;
const chips = (count: number): Tensor => ({
  data: new Float32Array(count * 3 * size * size),
  shape: [count, 3, size, size],
});

const answering = (...values: number[]): Session => ({
  run: async ({ image }) => ({
    embedding: { data: Float32Array.from(values), shape: [image!.shape[0]!, 4] },
  }),
  release: async () => {},
});

test("each chip has its own template, of length 1 and of the card's model", async () => {
  const templates = await embed(answering(1, 2, 3, 4, 5, 6, 7, 8), card, chips(2));
  expect(templates).toEqual([
    { modelId: card.modelId, vector: normalize([1, 2, 3, 4]) },
    { modelId: card.modelId, vector: normalize([5, 6, 7, 8]) },
  ]);
});

test.each([
  { what: "zero", values: [0, 0, 0, 0] },
  { what: "NaN", values: [1, NaN, 0, 0] },
  { what: "infinity", values: [1, Infinity, 0, 0] },
  { what: "shorter than the card says", values: [1, 2, 3] },
])("an output that is $what is a fault of the runtime, never a template", async ({ values }) => {
  await expect(embed(answering(...values), card, chips(1))).rejects.toMatchObject({ code: "inference_failed" });
});

test("one chip without a template fails the whole batch", async () => {
  await expect(embed(answering(1, 2, 3, 4, 0, 0, 0, 0), card, chips(2))).rejects.toMatchObject({
    code: "inference_failed",
  });
});

test("a face that is looked at twice has the direction of its two embeddings together, whatever their lengths", async () => {
  const values = [3, 0, 0, 0, 0, 0.1, 0, 0, 0, 0, 5, 0, 0, 0, 5, 0];
  const templates = await embed(answering(...values), card, chips(4), 2);
  expect(templates).toHaveLength(2);
  [normalize([1, 1, 0, 0]), normalize([0, 0, 1, 0])].forEach((wanted, n) => {
    expect(templates[n]!.modelId).toBe(card.modelId);
    wanted.forEach((value, i) => expect(templates[n]!.vector[i]).toBeCloseTo(value, 6));
  });
});

test("two looks that say the opposite are no template", async () => {
  await expect(embed(answering(1, 2, 0, 0, -1, -2, 0, 0), card, chips(2), 2)).rejects.toMatchObject({
    code: "inference_failed",
  });
});
