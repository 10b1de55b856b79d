import { expect, test } from "vitest";
import { embedderCard, modelOf } from "../core/card.fixture.ts";
import { checkModel } from "./model.ts";

const { card, bytes } = await modelOf(embedderCard(), Uint8Array.of(1, 2, 3));

test("a file with the digest that its card names is taken", async () => {
  await expect(checkModel({ card, bytes })).resolves.toBeUndefined();
});

test("a file with one bit changed is another model", async () => {
  await expect(checkModel({ card, bytes: Uint8Array.of(1, 2, 2) })).rejects.toMatchObject({
    code: "model_digest",
    message: expect.stringMatching(`^none.onnx has SHA-256 [0-9a-f]{64}, its card says ${card.weights.sha256}$`),
  });
});

test("a card that was changed by hand describes another space", async () => {
  const changed = { ...card, dimension: card.dimension * 2 };
  await expect(checkModel({ card: changed, bytes })).rejects.toMatchObject({
    code: "model_digest",
    message: expect.stringContaining(card.modelId),
  });
});
