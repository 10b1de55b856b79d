import { expect, test } from "vitest";
import { loadCard } from "../cards.ts";
import { loadFaceApi, loadNet } from "../oracle/face-api.ts";
import { inputTensor, samplePicture } from "../oracle/picture.ts";
import { maxDifference, runOnnx } from "../oracle/run-onnx.ts";
import { faceApiWeights } from "../source/face-api.ts";
import { landmark68 } from "./landmark-68.ts";

test("the converted landmarker gives the points of face-api's net", async () => {
  const faceApi = await loadFaceApi();
  const net = await loadNet(faceApi, new faceApi.FaceLandmark68Net(), "face_landmark_68");
  const { input } = await loadCard("landmark-68");
  const picture = await samplePicture(2, 112, 112);
  const pixels = faceApi.tf.tensor3d(picture.data, [112, 112, 3]);
  const expected = await net.runNet(await faceApi.toNetInput(pixels)).data();

  const model = landmark68(await faceApiWeights("face_landmark_68"));
  const { landmarks } = await runOnnx(model, inputTensor(picture, input), [1, 3, 112, 112]);

  expect(landmarks?.dims).toEqual([1, 136]);
  const difference = maxDifference(landmarks!.data, expected);
  expect(difference).toBeLessThan(5e-6);
}, 30_000);
