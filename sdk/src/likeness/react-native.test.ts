import { readFile } from "node:fs/promises";
import * as node from "onnxruntime-node";
import { expect, test } from "vitest";
import type { DetectorCard, EmbedderCard, LandmarkerCard, ModelCard } from "../core/index.ts";
import { decodePicture } from "../face/node.ts";
import type { Model } from "../model/index.ts";
import { fakeOrt } from "../runtime/ort.fixture.ts";
import { createLikeness } from "./react-native.ts";

async function carried<Card extends ModelCard>(name: string): Promise<Model<Card>> {
  const read = (path: string) => readFile(new URL(`../../../models/${path}`, import.meta.url));
  const card = JSON.parse((await read(`cards/${name}.json`)).toString()) as Card;
  return { card, bytes: Uint8Array.from(await read(`build/${name}.onnx`)) };
}

const models = {
  detector: await carried<DetectorCard>("ultraface-rfb"),
  landmarker: await carried<LandmarkerCard>("landmark-68"),
  embedder: await carried<EmbedderCard>("dlib-resnet"),
};
const portrait = new URL("../../../node_modules/@vladmandic/face-api/demo/sample1.jpg", import.meta.url);

test("models that the app carries turn its pixels into templates, on a runtime of the same interface", async () => {
  // The one of Node: it is the same JavaScript interface over the same C++.
  const likeness = await createLikeness({ ort: node, models, executionProviders: ["cpu"] });
  expect(likeness.backend).toMatchObject({ backend: "react-native", runtime: "onnxruntime-react-native" });
  const { faces } = await likeness.analyze(await decodePicture(await readFile(portrait)));
  expect(faces.length).toBeGreaterThan(0);
  expect(faces[0]!.template).toMatchObject({ modelId: models.embedder.card.modelId });
  await likeness.close();
});

test("a runtime that computes something else is refused, and its sessions are freed", async () => {
  const { ort, create, release } = fakeOrt();
  await expect(createLikeness({ ort, models })).rejects.toMatchObject({ name: "Problem", code: /^backend_/ });
  expect(create).toHaveBeenCalled();
  expect(release).toHaveBeenCalledTimes(create.mock.calls.length);
});

test("one that loads no models is unavailable", async () => {
  const { ort, create } = fakeOrt();
  create.mockRejectedValue(new Error("Uint8Array is not supported"));
  await expect(createLikeness({ ort, models })).rejects.toMatchObject({ code: "backend_unavailable" });
});
