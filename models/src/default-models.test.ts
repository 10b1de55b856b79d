import { InferenceSession } from "onnxruntime-node";
import { beforeAll, expect, test } from "vitest";
import { buildModel } from "./build.ts";
import { type CardName, cardNames } from "./cards.ts";
import { defaultModels, modelFile } from "./default-models.ts";

beforeAll(async () => {
  for (const name of cardNames) await buildModel(name);
}, 120_000);

test("the defaults are a detector, a landmarker and an embedder", async () => {
  const { detector, landmarker, embedder } = await defaultModels();
  expect([detector.card.task, landmarker.card.task, embedder.card.task]).toEqual([
    "detect",
    "landmarks",
    "embed",
  ]);
});

/** The members of `output` that name tensors, by card. */
const outputs: { readonly [Name in CardName]: readonly string[] } = {
  "ultraface-rfb": ["scores", "boxes"],
  "tiny-face": ["grid"],
  "landmark-68": ["tensor"],
  "dlib-resnet": ["tensor"],
};

test.each(cardNames)("the tensors that the card %s names are those of its file", async (name) => {
  const { card, file } = await modelFile(name);
  const session = await InferenceSession.create(file);
  expect(session.inputNames).toEqual([card.input.tensor]);
  const named = Object.entries(card.output).filter(([key]) => outputs[name].includes(key));
  expect(named.map(([, tensor]) => tensor)).toEqual(session.outputNames);
  await session.release();
});
