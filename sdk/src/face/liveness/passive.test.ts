import { describe, expect, test } from "vitest";
import { GraphBuilder } from "../../../../models/src/onnx/graph.ts";
import { averagePool, conv, flatten } from "../../../../models/src/onnx/ops.ts";
import { float32 } from "../../../../models/src/onnx/tensor.ts";
import { presentationAttackCard } from "../../core/card.fixture.ts";
import { blankPicture, type Box, type PresentationAttackCard } from "../../core/index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import type { Session } from "../../runtime/session.ts";
import { typedArrayPreprocessor } from "../preprocess/typed-arrays.ts";
import { assessPassive } from "./passive.ts";

const size = 8;
// As the card says: (pixel - 0) / 255, BGR.
const card = presentationAttackCard({
  input: { tensor: "image", channels: "bgr", mean: [0, 0, 0], divisor: 255, size, scale: 2 },
});

/** A real model, if a simple one: the mean of blue, of green and of red, tenfold, is each a class. */
function meansOfChannels(): Uint8Array {
  const graph = new GraphBuilder("means");
  const image = graph.input("image", ["batch", 3, size, size]);
  const filters = graph.constant("filters", float32([3, 3, 1, 1], [10, 0, 0, 0, 10, 0, 0, 0, 10]));
  const bias = graph.constant("bias", float32([3], [0, 0, 0]));
  const tenfold = conv(graph, "tenfold", image, { filters, bias }, { kernel: 1 });
  graph.output(flatten(graph, "classes", averagePool(graph, "mean", tenfold, { kernel: size, stride: size })), ["batch", 3]);
  return graph.build();
}

const session = await nodeRuntime().load(meansOfChannels());
const { prepare } = typedArrayPreprocessor();

/** Of one colour, with a box of another in it. */
function picture(round: readonly number[], inside: readonly number[] = round, { x, y, width, height }: Box = whole) {
  const drawn = blankPicture(64, 48);
  for (let row = 0; row < 48; row++) {
    for (let column = 0; column < 64; column++) {
      const isInside = column >= x && column < x + width && row >= y && row < y + height;
      drawn.data.set(isInside ? inside : round, (row * 64 + column) * 4);
    }
  }
  return drawn;
}

const whole: Box = { x: 0, y: 0, width: 0, height: 0 };
const box: Box = { x: 24, y: 16, width: 12, height: 16 };
const [red, green, blue] = [[255, 0, 0], [0, 255, 0], [0, 0, 255]] as const;
const assess = async (drawn: ReturnType<typeof picture>, of: PresentationAttackCard = card, at = box) =>
  assessPassive(session, of, await prepare(drawn), at);

describe("a model that is brought with its card", () => {
  test("says of the class that the card names whether it is live", async () => {
    expect(await assess(picture(green))).toEqual({
      liveness: "client-claimed",
      method: "passive",
      modelId: card.modelId,
      live: true,
      score: expect.closeTo(1 / (1 + 2 * Math.exp(-10)), 4),
    });
    for (const colour of [red, blue]) expect(await assess(picture(colour))).toMatchObject({ live: false });
  });

  test("sees the channels in the card's order", async () => {
    const ofRed = (channels: "rgb" | "bgr", live: number) =>
      assess(picture(red), { ...card, input: { ...card.input, channels }, output: { ...card.output, live } });
    expect(await ofRed("bgr", 2)).toMatchObject({ live: true });
    expect(await ofRed("rgb", 0)).toMatchObject({ live: true });
    expect(await ofRed("rgb", 2)).toMatchObject({ live: false });
  });

  test("sees the square round the box, as wide as the card says", async () => {
    // 16 is the longer side: at a scale of 1 the square is 16 wide, at 2 it is 32.
    const square: Box = { x: 22, y: 16, width: 16, height: 16 };
    const at = async (scale: number) =>
      (await assess(picture(red, green, square), { ...card, input: { ...card.input, scale }, output: { ...card.output, activation: "none" } })).score;
    expect(await at(1)).toBeCloseTo(10, 1);
    expect(await at(2)).toBeCloseTo(10 / 4, 1);
  });

  test("sees black beyond the picture's edge", async () => {
    const corner: Box = { x: 0, y: 0, width: 16, height: 16 };
    const raw: PresentationAttackCard = { ...card, output: { ...card.output, activation: "none" } };
    expect((await assess(picture(green), raw, { ...corner, x: -8, y: -8 })).score).toBeCloseTo(10 / 4, 0);
  });
});

test("the threshold is the card's; what reaches it is live", async () => {
  const raw = (threshold: number): PresentationAttackCard => ({
    ...card,
    output: { ...card.output, activation: "none" },
    calibration: { ...card.calibration, threshold },
  });
  const { score } = await assess(picture([0, 128, 0]), raw(0));
  expect(await assess(picture([0, 128, 0]), raw(score))).toMatchObject({ live: true });
  expect(await assess(picture([0, 128, 0]), raw(score + 1e-3))).toMatchObject({ live: false });
});

test.each([
  ["too few values", [0.5, 0.5]],
  ["a value that is none", [0, NaN, 1]],
])("%s are no answer", async (_, data) => {
  const broken: Session = {
    run: async () => ({ classes: { data: Float32Array.from(data), shape: [1, data.length] } }),
    release: async () => {},
  };
  await expect(assessPassive(broken, card, await prepare(picture(green)), box)).rejects.toMatchObject({ code: "inference_failed" });
});
