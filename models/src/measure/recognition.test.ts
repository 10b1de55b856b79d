import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createFaceEmbedder, nodeRuntime } from "@likeness/sdk/face/node";
import { defaultModels } from "../default-models.ts";
import { faceSets } from "./face-set.ts";
import { measureRecognition } from "./recognition.ts";
import { hasTestData, testData } from "./test-data.ts";

const atHand = await hasTestData();
if (!atHand) console.warn(`SKIPPED: no face sets in ${testData}; set LIKENESS_TEST_DATA to measure again`);

test.skipIf(!atHand)("the recogniser's card says what measuring it again gives", async () => {
  const { detector, landmarker, embedder } = await defaultModels();
  const faces = await createFaceEmbedder({
    runtime: nodeRuntime(),
    models: {
      detector: { card: detector.card, bytes: await readFile(detector.file) },
      landmarker: { card: landmarker.card, bytes: await readFile(landmarker.file) },
      embedder: { card: embedder.card, bytes: await readFile(embedder.file) },
    },
  });
  const small = (await faceSets()).filter(({ name }) => name !== "att-orl");
  const { accuracy } = await measureRecognition(faces, small);
  await faces.close();
  const names = new Set(small.map(({ name }) => name));
  const written = embedder.card.accuracy.filter(({ data }) => names.has(data));
  expect(written).toHaveLength(4);
  for (const [i, { figure, value, counts }] of accuracy.entries()) {
    expect(written[i]).toMatchObject({ figure, counts });
    expect(value).toBeCloseTo(written[i]!.value, 3);
  }
});
