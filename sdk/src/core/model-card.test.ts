import { describe, expect, test } from "vitest";
import { detectorCard, embedderCard, landmarkerCard, pictureEmbedderCard, scoreCalibration } from "./card.fixture.ts";
import { modelIdOf, type EmbedderCard, type ModelCard } from "./model-card.ts";

/** The same card with the keys of every object in it the other way round. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)])) as Value;
}

const card = embedderCard();

test.each<ModelCard>([embedderCard(), pictureEmbedderCard(), landmarkerCard(), detectorCard()])(
  "the id of $name is its name and 16 hex digits",
  async (any) => {
    expect(await modelIdOf(any)).toMatch(new RegExp(`^${any.name}@[0-9a-f]{16}$`));
  },
);

test("the id does not hang on the order of keys", async () => {
  expect(await modelIdOf(reversed(card))).toBe(await modelIdOf(card));
});

describe("an embedder's id stays the same with", () => {
  test.each<[what: string, changes: Partial<EmbedderCard>]>([
    ["another id written in the card", { modelId: "fixture@ffffffffffffffff" }],
    ["a new calibration", { calibration: { ...card.calibration, thresholds: [] } }],
    [
      "a new measurement",
      { accuracy: [{ figure: "EER", value: 0.01, unit: "", data: "-", protocol: "-", counts: {} }] },
    ],
    ["a new score calibration", { calibration: { ...card.calibration, scores: scoreCalibration } }],
    ["what it was trained with", { provenance: { ...card.provenance, config: "f".repeat(64), backbone: "other@0000000000000000" } }],
    ["another licence text", { licence: { weights: "MIT", statement: "other" } }],
    ["the weights under another file name", { weights: { ...card.weights, file: "renamed.onnx" } }],
  ])("%s", async (_, changes) => {
    expect(await modelIdOf(embedderCard(changes))).toBe(await modelIdOf(card));
  });
});

describe("an embedder's id changes with", () => {
  test.each<[what: string, changes: Partial<EmbedderCard>]>([
    ["the name", { name: "other" }],
    ["the weights", { weights: { ...card.weights, sha256: "1".repeat(64) } }],
    ["the order of channels", { input: { ...card.input, channels: "bgr" } }],
    ["a mean", { input: { ...card.input, mean: [0, 0, 1] } }],
    ["the chip's size", { input: { ...card.input, size: 9 } }],
    ["the output", { output: { tensor: "other" } }],
    ["the dimension", { dimension: 5 }],
    [
      "where one landmark lies in the chip",
      { alignment: { ...card.alignment, points: [[36, 2.5, 2], ...card.alignment.points.slice(1)] } },
    ],
    [
      "the order of landmarks",
      { alignment: { ...card.alignment, points: card.alignment.points.toReversed() } },
    ],
  ])("%s", async (_, changes) => {
    expect(await modelIdOf(embedderCard(changes))).not.toBe(await modelIdOf(card));
  });
});

test("a detector's id goes by weights, input and output, not by how its boxes are told apart", async () => {
  const id = await modelIdOf(detectorCard());
  const passes = [{ side: 128, threshold: 0.5 }];
  expect(await modelIdOf(detectorCard({ overlap: 0.9 }))).toBe(id);
  expect(await modelIdOf(detectorCard({ input: { ...detectorCard().input, passes } }))).not.toBe(id);
});

test("the id of an embedder of whole pictures changes with its dimension and the size of its input", async () => {
  const card = pictureEmbedderCard();
  const ids = await Promise.all(
    [card, { ...card, dimension: 5 }, { ...card, input: { ...card.input, width: 32 } }].map((one) => modelIdOf(one)),
  );
  expect(new Set(ids).size).toBe(3);
});
