import { expect, test } from "vitest";
import { loadCard } from "../cards.ts";
import { loadFaceApi, loadNet } from "../oracle/face-api.ts";
import { inputTensor, samplePicture } from "../oracle/picture.ts";
import { maxDifference, runOnnx } from "../oracle/run-onnx.ts";
import { faceApiWeights } from "../source/face-api.ts";
import { tinyFaceDetector } from "./tiny-face-detector.ts";

test.each([160, 224])(
  "the converted detector gives face-api's grid for a side of %i",
  async (side) => {
    const faceApi = await loadFaceApi();
    const net = await loadNet(faceApi, new faceApi.TinyFaceDetector(), "tiny_face_detector");
    const { input } = await loadCard("tiny-face");
    const picture = await samplePicture(3, side, side);
    const expected = await net.forward(faceApi.tf.tensor3d(picture.data, [side, side, 3]), side);

    const model = tinyFaceDetector(await faceApiWeights("tiny_face_detector"));
    const { grid } = await runOnnx(model, inputTensor(picture, input), [1, 3, side, side]);

    expect(grid?.dims).toEqual(expected.shape);
    const difference = maxDifference(grid!.data, await expected.data());
    expect(difference).toBeLessThan(1e-4);
  },
  30_000,
);

test("height and width need not be the same", async () => {
  const model = tinyFaceDetector(await faceApiWeights("tiny_face_detector"));
  const { grid } = await runOnnx(model, new Float32Array(2 * 3 * 96 * 160), [2, 3, 96, 160]);
  expect(grid?.dims).toEqual([2, 3, 5, 25]);
});
