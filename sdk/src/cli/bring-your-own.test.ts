import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cosine, normalize, warp, type EmbedderCard, type Picture } from "../core/index.ts";
import { align } from "../face/align.ts";
import { createFaceEmbedder } from "../face/face-embedder.ts";
import { decodePicture } from "../face/node.ts";
import { loadModel } from "../model/node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { likeness } from "./captured.fixture.ts";
import { ownDimension, ownEmbedder, ownSize } from "./own-embedder.fixture.ts";

const models = join(import.meta.dirname, "../../../models");
const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-own-"));
  await writeFile(join(directory, "own.onnx"), ownEmbedder());
});

afterAll(() => rm(directory, { recursive: true }));

/** The model, done by hand: the mean of each 6 x 6 pixels, channel by channel. */
function coarse(chip: Picture): Float32Array {
  const cells = ownSize / 6;
  const sums = new Float32Array(ownDimension);
  for (let y = 0; y < ownSize; y++) {
    for (let x = 0; x < ownSize; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const cell = channel * cells * cells + Math.floor(y / 6) * cells + Math.floor(x / 6);
        sums[cell]! += (chip.data[(y * ownSize + x) * 4 + channel]! - 127.5) / 128 / 36;
      }
    }
  }
  return sums;
}

test("an ONNX file of one's own gets a card, passes the check, and makes templates of a picture", async () => {
  const onnx = join(directory, "own.onnx");
  const how = ["--channels", "rgb", "--mean", "127.5", "--divisor", "128", "--align", "arcface"];
  const written = await likeness("model", "card", onnx, "--task", "embed", ...how, "--licence", "MIT");
  expect(written).toMatchObject({ code: 0, out: expect.stringMatching(/own\.json: own@[0-9a-f]{16}$/) });

  const checked = await likeness("model", "check", join(directory, "own.json"));
  expect(checked.out).not.toContain("WRONG");
  expect(checked.code).toBe(0);

  const directoryOf = { directory: join(models, "build") };
  const own = await loadModel<EmbedderCard>(join(directory, "own.json"));
  expect(own.card).toMatchObject({ dimension: ownDimension, input: { tensor: "chip", size: ownSize } });
  const embedder = await createFaceEmbedder({
    runtime: nodeRuntime(),
    models: {
      detector: await loadModel(join(models, "cards/ultraface-rfb.json"), directoryOf),
      landmarker: await loadModel(join(models, "cards/landmark-68.json"), directoryOf),
      embedder: own,
    },
  });
  const picture = await decodePicture(await readFile(join(samples, "sample1.jpg")));
  const { faces } = await embedder.analyze(picture);
  await embedder.close();
  expect(faces.length).toBeGreaterThan(2);
  for (const { landmarks, template } of faces) {
    const chip = warp(picture, align(landmarks, own.card), ownSize, ownSize);
    expect(template.modelId).toBe(own.card.modelId);
    expect(cosine(template.vector, normalize(coarse(chip)))).toBeGreaterThan(0.999);
  }
});
