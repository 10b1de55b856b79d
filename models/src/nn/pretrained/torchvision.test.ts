import { expect, test } from "vitest";
import { readSafetensors } from "./safetensors.ts";
import { float32, safetensors, type Written } from "./safetensors.fixture.ts";
import { resNetNames, withPretrained } from "./torchvision.ts";

const pairs = [
  { ours: "conv1/filters", theirs: "conv1.weight" },
  { ours: "norm1/mean", theirs: "bn1.running_mean" },
];
const state = {
  "conv1/filters": { shape: [1, 1, 1, 2], data: Float32Array.of(0, 0) },
  "norm1/mean": { shape: [1], data: Float32Array.of(0) },
  "linear1/weights": { shape: [1, 1], data: Float32Array.of(7) },
};
const right = { "conv1.weight": float32([1, 1, 1, 2], [1, 2]), "bn1.running_mean": float32([1], [3]) };
const read = (tensors: Readonly<Record<string, Written>>) =>
  withPretrained(state, readSafetensors(safetensors(tensors), "a.safetensors"), pairs, "a.safetensors");

test("what the file has takes the place of what was; the rest stays", () => {
  const counter = { dtype: "I64", shape: [], bytes: new Uint8Array(8) };
  const tensors = { ...right, "bn1.num_batches_tracked": counter, "fc.weight": float32([2], [9, 9]) };
  expect(read(tensors)).toEqual({
    "conv1/filters": { shape: [1, 1, 1, 2], data: Float32Array.of(1, 2) },
    "norm1/mean": { shape: [1], data: Float32Array.of(3) },
    "linear1/weights": state["linear1/weights"],
  });
});

test.each([
  [{ "conv1.weight": right["conv1.weight"] }, "a.safetensors has no bn1.running_mean"],
  [
    { ...right, "conv1.weight": float32([2, 1, 1, 1], [1, 2]) },
    "a.safetensors has conv1.weight as [2, 1, 1, 1]; the network's is [1, 1, 1, 2]",
  ],
  [{ ...right, "layer9.weight": float32([1], [1]) }, "a.safetensors has layer9.weight, which the network has not"],
  [{ ...right, "prefc.weight": float32([1], [1]) }, "a.safetensors has prefc.weight, which the network has not"],
])("another network's file is refused by the first name: %#", (tensors, message) => {
  expect(() => read(tensors)).toThrow(expect.objectContaining({ code: "wrong_checkpoint", message }));
});

test("operators are counted as they are computed: a block's branch, then its shortcut", () => {
  const names = new Map(resNetNames([2, 1]).map(({ ours, theirs }) => [theirs, ours]));
  expect(names.get("conv1.weight")).toBe("conv1/filters");
  expect(names.get("layer1.0.bn3.bias")).toBe("norm4/shift");
  expect(names.get("layer1.0.downsample.0.weight")).toBe("conv5/filters");
  expect(names.get("layer1.0.downsample.1.running_var")).toBe("norm5/variance");
  expect(names.get("layer1.1.conv1.weight")).toBe("conv6/filters");
  expect(names.get("layer2.0.bn1.running_mean")).toBe("norm9/mean");
});
