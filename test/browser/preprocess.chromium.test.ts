import { expect, test } from "vitest";
import { cosine, type ModelCard } from "@likeness/sdk/core";
import {
  createFaceEmbedder,
  framePreprocessor,
  loadModel,
  wasmRuntime,
  webgpuPreprocessor,
  type FaceModels,
  type Frame,
} from "@likeness/sdk/face/browser";
import { webgpuRuntime } from "../../sdk/src/runtime/webgpu.ts";

const load = (name: string) => loadModel<ModelCard>(`/models/cards/${name}.json`, { directory: "/models/build/" });

// Slow in software: most of it is compiling shaders.
test("a photograph drawn on the GPU gives the faces that it gives in typed arrays", { timeout: 600_000 }, async () => {
  const models = {
    detector: await load("ultraface-rfb"),
    landmarker: await load("landmark-68"),
    embedder: await load("dlib-resnet"),
  } as FaceModels;
  const file = await fetch("/node_modules/@vladmandic/face-api/demo/sample1.jpg");
  const photograph = await createImageBitmap(await file.blob());

  const typedArrays = { runtime: wasmRuntime(), models, preprocessor: framePreprocessor() };
  const inMemory = await createFaceEmbedder<Frame>(typedArrays);
  const wanted = await inMemory.analyze(photograph);
  await inMemory.close();
  expect(wanted.faces.length).toBeGreaterThan(0);

  const runtime = webgpuRuntime();
  // Its device is there once it has loaded something.
  await (await runtime.load(models.detector.bytes)).release();
  const preprocessor = webgpuPreprocessor({ device: runtime.device!()! });
  const onGpu = await createFaceEmbedder<Frame>({ runtime, models, preprocessor });
  const { faces } = await onGpu.analyze(photograph);
  expect(faces).toHaveLength(wanted.faces.length);
  faces.forEach(({ template, quality }, n) => {
    const other = wanted.faces[n]!;
    expect(cosine(template.vector, other.template.vector)).toBeGreaterThan(0.999);
    expect(quality.reasons).toEqual(other.quality.reasons);
  });
  await onGpu.close();
  await runtime.close?.();
});
