import { expect, test } from "vitest";
import { scaleAndShift, type InputSpec } from "../../core/index.ts";
import { noise, preprocessorContract } from "./contract.ts";
import { typedArrayPreprocessor } from "./typed-arrays.ts";

preprocessorContract("typed arrays", async () => ({
  preprocessor: typedArrayPreprocessor(),
  read: async (tensor) => {
    if (!("data" in tensor)) throw new TypeError("a tensor of a GPU");
    return tensor.data.slice();
  },
}));

const plain: InputSpec = { tensor: "image", channels: "rgb", mean: [0, 0, 0], divisor: 1 };

test("[PRE13] a video's frames share one memory, but never while it is lent", () => {
  const preprocessor = typedArrayPreprocessor();
  const picture = noise(64, 48);
  const draw = (parts: number) => {
    const prepared = preprocessor.prepare(picture);
    const transforms = Array.from({ length: parts }, () => scaleAndShift(0.2));
    const tensor = prepared.tensor(transforms, { width: 20, height: 20 }, plain);
    if (!("data" in tensor)) throw new TypeError("a tensor of a GPU");
    return { memory: tensor.data.buffer, close: prepared.close };
  };
  const first = draw(5);
  const second = draw(5);
  expect(second.memory).not.toBe(first.memory);
  first.close();
  second.close();
  for (let frame = 0; frame < 20; frame++) {
    // As many faces, or one more: the same memory.
    const next = draw(5 + (frame % 2));
    expect([first.memory, second.memory]).toContain(next.memory);
    next.close();
  }
});
