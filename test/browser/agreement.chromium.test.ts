import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "vitest/browser";
import { cosine, normalize, Problem } from "@likeness/sdk/core";
import {
  createFaceEmbedder,
  decodePicture,
  loadModel,
  theOneFace,
  wasmRuntime,
  type FaceEmbedder,
} from "@likeness/sdk/face/browser";

let embedder: FaceEmbedder;

beforeAll(async () => {
  const directory = "/models/build/";
  embedder = await createFaceEmbedder({
    runtime: wasmRuntime(),
    models: {
      detector: await loadModel("/models/cards/ultraface-rfb.json", { directory }),
      landmarker: await loadModel("/models/cards/landmark-68.json", { directory }),
      embedder: await loadModel("/models/cards/dlib-resnet.json", { directory }),
    },
  });
});

afterAll(() => embedder.close());

test("ten real portraits give the same templates in Chromium and in Node", async () => {
  const portraits = await commands.embedInNode();
  expect(portraits).toHaveLength(10);
  for (const { jpeg, template } of portraits) {
    const file = new Blob([Uint8Array.from(atob(jpeg), (character) => character.charCodeAt(0))]);
    const face = theOneFace(await embedder.analyze(await decodePicture(file)));
    expect(cosine(face.template.vector, normalize(template))).toBeGreaterThanOrEqual(0.9999);
  }
});

test("a file that is no picture is a problem, not a crash", async () => {
  const problem = await decodePicture(new Blob(["no picture"])).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ code: "broken_picture" });
});

test("an empty picture has no face", async () => {
  const canvas = new OffscreenCanvas(320, 240);
  canvas.getContext("2d")!.fillRect(0, 0, 320, 240);
  const analysis = await embedder.analyze(await decodePicture(canvas));
  expect(analysis.faces).toEqual([]);
  expect(() => theOneFace(analysis)).toThrow(expect.objectContaining({ code: "no_face" }));
});
