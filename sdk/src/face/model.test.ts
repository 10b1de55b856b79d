import { expect, test } from "vitest";
import { embedderCard } from "../core/card.fixture.ts";
import { sha256Hex } from "../core/index.ts";
import { checkDigest } from "./model.ts";

const bytes = Uint8Array.of(1, 2, 3);
const sha256 = await sha256Hex(bytes);
const card = embedderCard({ weights: { file: "fixture.onnx", bytes: 3, sha256 } });

test("a file with the digest that its card names is taken", async () => {
  await expect(checkDigest({ card, bytes })).resolves.toBeUndefined();
});

test("a file with one bit changed is another model", async () => {
  await expect(checkDigest({ card, bytes: Uint8Array.of(1, 2, 2) })).rejects.toMatchObject({
    code: "model_digest",
    message: expect.stringMatching(`^fixture.onnx has SHA-256 [0-9a-f]{64}, its card says ${sha256}$`),
  });
});
