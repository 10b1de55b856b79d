import { readFile } from "node:fs/promises";
import path from "node:path";
import { createFaceEmbedder, decodePicture, nodeRuntime } from "@likeness/sdk/face/node";
import { beforeAll, expect } from "vitest";
import { defaultModels } from "../default-models.ts";
import { faceApiDirectory } from "../source/face-api.ts";
import { classFolders } from "./class-folders.ts";
import { faceChips, type FaceChipsOptions } from "./face-chips.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

const sample = path.join(faceApiDirectory, "demo", "sample1.jpg");
let options: FaceChipsOptions;
let models: Parameters<typeof createFaceEmbedder>[0]["models"];

beforeAll(async () => {
  const { detector, landmarker, embedder } = await defaultModels();
  const bytes = (file: string) => readFile(file).then((read) => new Uint8Array(read));
  models = {
    detector: { card: detector.card, bytes: await bytes(detector.file) },
    landmarker: { card: landmarker.card, bytes: await bytes(landmarker.file) },
    embedder: { card: embedder.card, bytes: await bytes(embedder.file) },
  };
  options = { runtime: nodeRuntime(), ...models, embedder: embedder.card };
});

test("the largest face as the pipeline aligns it; a picture without one is listed", async ({ folder }) => {
  await writeFiles(folder, { "nobody/1.png": await png(90, 64, 64), "group/1.jpg": await readFile(sample) });
  const { chips, indexes, withoutFace } = await faceChips(await classFolders(folder), options);
  expect(withoutFace).toEqual([path.join(folder, "nobody/1.png")]);
  expect([...indexes]).toEqual([0]);
  expect([...chips.labels]).toEqual([0]);
  expect(chips.describe(0)).toBe(path.join(folder, "group/1.jpg"));
  const chip = await chips.picture(0);
  expect(chip).toMatchObject({ width: 150, height: 150, channels: 3 });

  // The chip, embedded as it is, must give the template that the pipeline gives.
  const embedder = await createFaceEmbedder({ runtime: options.runtime, models });
  const [largest] = (await embedder.analyze(await decodePicture(sample))).faces;
  await embedder.close();
  const { card, bytes } = models.embedder;
  const session = await options.runtime.load(bytes);
  const plane = 150 * 150;
  const { mean, divisor, channels } = card.input;
  const input = Float32Array.from({ length: 3 * plane }, (_, i) => {
    const c = Math.floor(i / plane);
    return (chip.data[(i % plane) * 3 + (channels === "bgr" ? 2 - c : c)]! - mean[c]!) / divisor;
  });
  const output = await session.run({ [card.input.tensor]: { data: input, shape: [1, 3, 150, 150] } });
  await session.release();
  const vector = output[card.output.tensor]!.data as Float32Array;
  const norm = Math.hypot(...vector);
  const cosine = largest!.template.vector.reduce((sum, value, i) => sum + (value * vector[i]!) / norm, 0);
  expect(cosine).toBeGreaterThan(0.9999);
});

test("pictures without any face are an error", async ({ folder }) => {
  await writeFiles(folder, { "nobody/1.png": await png(90, 64, 64) });
  const failure = faceChips(await classFolders(folder), options);
  await expect(failure).rejects.toMatchObject({ code: "data_invalid", message: `${folder}: no picture has a face` });
});
