import { expect, test } from "vitest";
import { loadCard } from "../cards.ts";
import { loadFaceApi, loadNet } from "../oracle/face-api.ts";
import { inputTensor, samplePicture } from "../oracle/picture.ts";
import { maxDifference, runOnnx } from "../oracle/run-onnx.ts";
import { faceApiWeights } from "../source/face-api.ts";
import { dlibResnet } from "./dlib-resnet.ts";

test("the converted recogniser gives the embeddings of face-api, one by one and in a batch", async () => {
  const faceApi = await loadFaceApi();
  const net = await loadNet(faceApi, new faceApi.FaceRecognitionNet(), "face_recognition");
  const { input } = await loadCard("dlib-resnet");
  const pictures = [await samplePicture(1, 150, 150), await samplePicture(4, 150, 150)];
  const expected: number[] = [];
  for (const { data } of pictures) {
    const embedding = await net.forward(faceApi.tf.tensor3d(data, [150, 150, 3]));
    expected.push(...(await embedding.data()));
  }

  const model = dlibResnet(await faceApiWeights("face_recognition"));
  const batch = Float32Array.from(pictures.flatMap((picture) => [...inputTensor(picture, input)]));
  const { embedding } = await runOnnx(model, batch, [2, 3, 150, 150]);

  expect(embedding?.dims).toEqual([2, 128]);
  const difference = maxDifference(embedding!.data, expected);
  expect(difference).toBeLessThan(2e-6);
}, 30_000);

test("the file is a quarter of its float32 weights, since they stay bytes", async () => {
  expect(dlibResnet(await faceApiWeights("face_recognition")).length).toBeLessThan(6_600_000);
});
