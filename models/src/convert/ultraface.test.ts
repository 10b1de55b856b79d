import type { UltraFaceOutput } from "@likeness/sdk/core";
import { beforeAll, expect, test } from "vitest";
import { loadCard } from "../cards.ts";
import { GraphBuilder } from "../onnx/graph.ts";
import { inputTensor, samplePicture } from "../oracle/picture.ts";
import { maxDifference, runOnnx } from "../oracle/run-onnx.ts";
import { ssdPriors } from "../oracle/ssd-priors.ts";
import { stockUltraface } from "../source/stock-ultraface.ts";
import { ultraface } from "./ultraface.ts";

let stock: Uint8Array;
let model: Uint8Array;
beforeAll(async () => {
  stock = await stockUltraface();
  model = ultraface(stock, "fr_detect.onnx");
}, 120_000);

test("at 240 x 320 the rebuilt graph, decoded, gives the boxes and scores of the published one", async () => {
  const { input, output } = await loadCard("ultraface-rfb");
  if (output.kind !== "ultraface") throw new Error(`the card speaks of ${output.kind}`);
  const tensor = inputTensor(await samplePicture(1, 320, 240), input);
  const expected = await runOnnx(stock, tensor, [1, 3, 240, 320], "input");
  const { scores, boxes } = await runOnnx(model, tensor, [1, 3, 240, 320]);

  expect(scores?.dims).toEqual(expected.scores?.dims);
  expect(maxDifference(scores!.data, expected.scores!.data)).toBeLessThan(1e-6);
  const faces = scores!.data.filter((score, i) => i % 2 === 1 && score > 0.7).length;
  expect(faces, "a picture without faces proves little").toBeGreaterThan(0);
  const difference = maxDifference(decode(boxes!.data, output, 320, 240), expected.boxes!.data);
  expect(difference).toBeLessThan(1e-4);
});

test.each([
  [1, 256, 320],
  [2, 480, 640],
  [1, 100, 75],
])("any batch and size: %i x 3 x %i x %i has a row for each prior", async (batch, height, width) => {
  const { output } = await loadCard("ultraface-rfb");
  const priors = ssdPriors(output as UltraFaceOutput, width, height).length;
  const tensor = new Float32Array(batch * 3 * height * width);
  const { scores, boxes } = await runOnnx(model, tensor, [batch, 3, height, width]);
  expect(scores?.dims).toEqual([batch, priors, 2]);
  expect(boxes?.dims).toEqual([batch, priors, 4]);
});

test("a graph of another shape is refused", () => {
  expect(() => ultraface(new GraphBuilder("no heads").build(), "other.onnx")).toThrow(
    "other.onnx is not the UltraFace graph that this converter knows",
  );
  expect(() => ultraface(new Uint8Array(), "empty.onnx")).toThrow("empty.onnx holds no ONNX graph");
});

/** Liu 2016 (SSD), section 2.2, inverted: offsets to corners, as the published graph ends. */
function decode(offsets: Float32Array, output: UltraFaceOutput, width: number, height: number): number[] {
  const { centreVariance, sizeVariance } = output;
  return ssdPriors(output, width, height).flatMap(([cx = 0, cy = 0, w = 0, h = 0], i) => {
    const [dx = 0, dy = 0, dw = 0, dh = 0] = offsets.subarray(i * 4, i * 4 + 4);
    const x = cx + dx * centreVariance * w;
    const y = cy + dy * centreVariance * h;
    const halfWidth = (w * Math.exp(dw * sizeVariance)) / 2;
    const halfHeight = (h * Math.exp(dh * sizeVariance)) / 2;
    return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
  });
}
