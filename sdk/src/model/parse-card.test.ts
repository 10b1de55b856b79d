import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  detectorCard,
  embedderCard,
  landmarkerCard,
  pictureEmbedderCard,
  presentationAttackCard,
  scoreCalibration,
  ultraFaceOutput,
} from "../core/card.fixture.ts";
import { assertModelId, type EmbedderCard, type ModelCard } from "../core/index.ts";
import { parseCard } from "./parse-card.ts";

const shipped = join(import.meta.dirname, "../../../models/cards");

test.each(readdirSync(shipped))("the card %s is read as it is", async (file) => {
  const json: unknown = JSON.parse(readFileSync(join(shipped, file), "utf8"));
  const card = parseCard(json);
  expect(card).toBe(json);
  await expect(assertModelId(card)).resolves.toBeUndefined();
});

test.each<ModelCard>([
  embedderCard(),
  pictureEmbedderCard(),
  landmarkerCard(),
  presentationAttackCard(),
  detectorCard(),
  detectorCard({ output: ultraFaceOutput }),
])("the card of $name is read as it is", (card) => {
  expect(parseCard(card)).toBe(card);
});

test("what is not known is passed over where it cannot change a template", () => {
  expect(() => parseCard({ ...embedderCard(), remarks: "none" })).not.toThrow();
});

/** The card with one member, by its path, set to something else; `undefined` takes it out. */
function changed(card: ModelCard, path: string, value: unknown): unknown {
  const copy = structuredClone(card) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop()!;
  const owner = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  owner[last] = value;
  return JSON.parse(JSON.stringify(copy));
}

function check(card: ModelCard, path: string, value: unknown, message: string): void {
  expect(() => parseCard(changed(card, path, value))).toThrow(
    expect.objectContaining({ code: "card_malformed", message }),
  );
}

describe("any card is refused, and the field is named, with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["format", "likeness-card/2", 'format: "likeness-card/1" is needed, got "likeness-card/2"'],
    ["task", "gender", 'task: "detect" or "landmarks" or "embed" or "embed-picture" or "presentation-attack" is needed, got "gender"'],
    ["name", "a/b", 'name: a name of letters, digits, dots, dashes is needed, got "a/b"'],
    ["modelId", undefined, "modelId: a name, @ and 16 hex digits is needed, got nothing"],
    ["modelId", "other@0000000000000000", 'modelId: an id of fixture is needed, got "other@0000000000000000"'],
    ["weights", null, "weights: an object is needed, got null"],
    ["weights.bytes", 1.5, "weights.bytes: a whole number from 0 to 2147483647 is needed, got 1.5"],
    ["weights.sha256", "ABC", 'weights.sha256: 64 lower-case hex digits is needed, got "ABC"'],
    ["licence.weights", "", 'licence.weights: a text is needed, got ""'],
    ["provenance.source", undefined, "provenance.source: a text is needed, got nothing"],
    ["accuracy", {}, "accuracy: a list is needed, got {}"],
    ["input.mean", [1, 2], "input.mean: a number for each of 3 channels is needed, got [1,2]"],
    ["input.divisor", 0, "input.divisor: a number other than 0 is needed, got 0"],
    ["input.channels", "grey", 'input.channels: "rgb" or "bgr" is needed, got "grey"'],
    ["golden", { pattern: "noise" }, 'golden.pattern: "drawn-face/1" is needed, got "noise"'],
  ])("%s = %o", (path, value, message) => check(embedderCard(), path, value, message));

  test.each(["../up.onnx", "https://elsewhere.example/x.onnx", "//elsewhere.example/x.onnx", "/x.onnx", "a\\b", "x?y"])(
    "weights.file = %s, which lies not beside it",
    (file) => {
      const message = `weights.file: the name of a file beside the card is needed, got ${JSON.stringify(file)}`;
      check(embedderCard(), "weights.file", file, message);
    },
  );

  test("a field in its input that this version does not know", () => {
    check(embedderCard(), "input.gamma", 2, "input.gamma: this version does not know it; a newer one may");
  });
});

test.each(["sub/model.onnx", "model v2.onnx", "a..b.onnx"])("weights.file may be %s", (file) => {
  expect(() => parseCard(changed(embedderCard(), "weights.file", file))).not.toThrow();
});

describe("an embedder's card is refused with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["input.size", "150", 'input.size: a whole number from 1 to 4096 is needed, got "150"'],
    ["dimension", 0, "dimension: a whole number from 1 to 65536 is needed, got 0"],
    ["normalisation", "none", 'normalisation: "l2" is needed, got "none"'],
    ["output.tensor", 3, "output.tensor: a text is needed, got 3"],
    ["alignment.points", [[36, 2, 2]], "alignment.points: a list of at least 2 is needed, got [[36,2,2]]"],
    ["alignment.points.1", [99, 1, 1], "alignment.points[1][0]: a whole number from 0 to 67 is needed, got 99"],
    ["alignment.landmarks", "three", 'alignment.landmarks: "ibug-68" or "five-points" is needed, got "three"'],
    ["alignment.landmarks", "five-points", "alignment.points[0][0]: a whole number from 0 to 4 is needed, got 36"],
    ["alignment.points.2", [3], "alignment.points[2]: 3 numbers, landmark, x and y, is needed, got [3]"],
    ["calibration.thresholds.0.fmr", 2, "calibration.thresholds[0].fmr: a number from 0 to 1 is needed, got 2"],
    ["calibration.thresholds.0.score", 0.99, "calibration.thresholds: they go from the laxest to the strictest score"],
    ["calibration", undefined, "calibration: an object is needed, got nothing"],
  ])("%s = %o", (path, value, message) => check(embedderCard(), path, value, message));
});

/** With all that training and calibrating a model add to a card. */
function trainedCard(): EmbedderCard {
  const card = embedderCard();
  const dataset = { name: "drawings", use: "training", terms: "CC0-1.0", source: "none" } as const;
  const provenance = { ...card.provenance, datasets: [dataset], config: "0".repeat(64), backbone: "fixture@0000000000000000" };
  return { ...card, provenance, calibration: { ...card.calibration, scores: scoreCalibration } };
}

test("what training and calibrating add to a card is read as it is", () => {
  const card = trainedCard();
  expect(parseCard(card)).toBe(card);
});

describe("what training and calibrating add is refused with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["provenance.datasets.0.use", "fun", 'provenance.datasets[0].use: "training" or "validation" is needed, got "fun"'],
    ["provenance.datasets.0.terms", "", 'provenance.datasets[0].terms: a text is needed, got ""'],
    ["provenance.config", "abc", 'provenance.config: 64 lower-case hex digits is needed, got "abc"'],
    ["provenance.backbone", "resnet", 'provenance.backbone: a name, @ and 16 hex digits is needed, got "resnet"'],
    ["calibration.scores.version", 2, "calibration.scores.version: 1 is needed, got 2"],
    ["calibration.scores.logistic.slope", -1, "calibration.scores.logistic.slope: a number of at least 0 is needed, got -1"],
    ["calibration.scores.logistic", undefined, "calibration.scores.logistic: an object is needed, got nothing"],
    [
      "calibration.scores.isotonic.llrs",
      [-4, 0],
      "calibration.scores.isotonic.llrs: a number for each of 3 scores is needed, got [-4,0]",
    ],
    ["calibration.scores.isotonic.scores.1", 0.25, "calibration.scores.isotonic.scores: each is above the one before"],
    ["calibration.scores.isotonic.llrs.2", -1, "calibration.scores.isotonic.llrs: none is below the one before"],
    [
      "calibration.scores.isotonic.llrs.2",
      null,
      "calibration.scores.isotonic.llrs[2]: a number is needed, got null",
    ],
  ])("%s = %o", (path, value, message) => check(trainedCard(), path, value, message));
});

describe("a card of whole pictures is refused with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["input.mean", [1, 2, 3], "input.mean: a list of 1 number is needed, got [1,2,3]"],
    ["input.width", 0, "input.width: a whole number from 1 to 4096 is needed, got 0"],
    ["input.size", 8, "input.size: this version does not know it; a newer one may"],
    ["dimension", 0, "dimension: a whole number from 1 to 65536 is needed, got 0"],
  ])("%s = %o", (path, value, message) => check(pictureEmbedderCard(), path, value, message));
});

describe("a landmarker's card is refused with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["input.shift", "0.1", 'input.shift: a number is needed, got "0.1"'],
    ["output.points", 5, "output.points: 68 is needed, got 5"],
  ])("%s = %o", (path, value, message) => check(landmarkerCard(), path, value, message));
});

describe("a card to tell attacks by is refused with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["input.scale", 0, "input.scale: a number from 0.1 to 20 is needed, got 0"],
    ["output.live", 3, "output.live: a whole number from 0 to 2 is needed, got 3"],
    ["output.activation", "sigmoid", 'output.activation: "softmax" or "none" is needed, got "sigmoid"'],
    ["calibration.threshold", 1.1, "calibration.threshold: a number from 0 to 1 is needed, got 1.1"],
    ["calibration.attacks", undefined, "calibration.attacks: a whole number of at least 0 is needed, got nothing"],
  ])("%s = %o", (path, value, message) => check(presentationAttackCard(), path, value, message));
});

describe("a detector's card is refused with", () => {
  test.each<[path: string, value: unknown, message: string]>([
    ["input.passes", [], "input.passes: a list of at least 1 is needed, got []"],
    ["input.passes.0.side", -1, "input.passes[0].side: a whole number from 1 to 4096 is needed, got -1"],
    ["input.passes.0.flip", true, "input.passes[0].flip: this version does not know it; a newer one may"],
    ["output.kind", "yolo-v9", 'output.kind: "ultraface" or "tiny-yolo" is needed, got "yolo-v9"'],
    ["overlap", 2, "overlap: a number from 0 to 1 is needed, got 2"],
  ])("%s = %o", (path, value, message) => check(detectorCard(), path, value, message));

  test("sizes for fewer maps than it has", () => {
    const card = detectorCard({ output: ultraFaceOutput });
    check(card, "output.priors", [[10]], "output.priors: a list of sizes for each stride is needed, got [[10]]");
  });
});

test("whatever stands in a card's place, what is said of it is a problem and never a crash", () => {
  const cards = fc.constantFrom<ModelCard>(
    trainedCard(),
    pictureEmbedderCard(),
    landmarkerCard(),
    presentationAttackCard(),
    detectorCard(),
    detectorCard({ output: ultraFaceOutput }),
  );
  fc.assert(
    fc.property(cards, fc.nat(), fc.jsonValue(), (card, which, value) => {
      const paths = leaves(card);
      const json = changed(card, paths[which % paths.length]!, value);
      try {
        parseCard(json);
      } catch (error) {
        expect(error).toMatchObject({ name: "Problem", code: "card_malformed" });
      }
    }),
    { numRuns: 2_000 },
  );
});

/** The path of every member, at any depth. */
function leaves(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, member]) => leaves(member, path ? `${path}.${name}` : name));
  return path ? [path, ...inner] : inner;
}

test.each([null, [], "card", 1, undefined])("%o is no card", (json) => {
  expect(() => parseCard(json)).toThrow(expect.objectContaining({ code: "card_malformed" }));
});
