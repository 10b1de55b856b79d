import { logLikelihoodRatio, modelIdOf, type EmbedderCard } from "@likeness/sdk/core";
import { cardJson, parseCard } from "@likeness/sdk/face";
import { beforeAll, expect, test } from "vitest";
import { loadCard } from "../cards.ts";
import { subjectScores } from "../metrics/index.ts";
import { seeded } from "../random.ts";
import { calibrateCard } from "./calibrate-card.ts";
import { heldOutCost } from "./held-out.ts";

/** 24 subjects of four pictures, on a line, where they are seen with some noise. */
const random = seeded(11);
const names = Array.from({ length: 96 }, (_, i) => `subject ${Math.floor(i / 4)}`);
const centres = Array.from({ length: 24 }, () => 3 * random.normal());
const seen = names.map((_, i) => centres[Math.floor(i / 4)]! + 0.3 * random.normal());
const scores = subjectScores(names, (i, j) => 1 - Math.min(1, Math.abs(seen[i]! - seen[j]!) / 8));

const said = { data: "drawn by chance", protocol: "all pairs" };
const calibrated = (card: EmbedderCard) => calibrateCard(card, scores, { ...said, rounds: 20, random: seeded(1).uniform });

let card: EmbedderCard;
let changed: EmbedderCard;

beforeAll(async () => {
  card = await loadCard("dlib-resnet");
  changed = calibrated(card);
});

test("a calibrated card says the same model, and is one that the SDK reads", async () => {
  expect(changed.modelId).toBe(card.modelId);
  expect(await modelIdOf(changed)).toBe(card.modelId);
  expect(parseCard(JSON.parse(cardJson(changed)))).toEqual(changed);
});

test("it has thresholds, both fits, and what they were fitted to", () => {
  const { calibration } = changed;
  expect(calibration).toMatchObject({ score: "cosine", ...said, matedPairs: 144, nonMatedPairs: 4_416 });
  expect(calibration.thresholds.length).toBeGreaterThan(2);
  const llr = (score: number) => logLikelihoodRatio(calibration.scores!, score);
  expect(llr(0.5)).toBeLessThan(-2);
  expect(llr(1)).toBeGreaterThan(2);
});

test("figures have intervals around them, and the cost on other subjects beside them", () => {
  const { accuracy } = changed;
  const figure = (name: string) => accuracy.find((one) => one.figure === name)!;
  const { value, interval } = figure("Cllr of the logistic calibration");
  expect(interval![0]).toBeLessThan(value);
  expect(interval![1]).toBeGreaterThan(value);
  const held = heldOutCost(scores)!;
  expect(held.folds).toBe(5);
  expect(figure("Cllr of the isotonic calibration, held out").value).toBeCloseTo(held.isotonic, 5);
});

test("the cost on other subjects hangs on no pair of one that is held out and one that is not", () => {
  const fold = (i: number) => Math.floor(i / 4) % 5;
  const near = (i: number, j: number) => 1 - Math.min(1, Math.abs(seen[i]! - seen[j]!) / 8);
  const across = subjectScores(names, (i, j) => (fold(i) === 0 && fold(j) === 1 ? 0.999 : near(i, j)));
  const [before, after] = [heldOutCost(scores)!, heldOutCost(across)!];
  // Pairs of the first two folds count where either of the other three is held out, and only there.
  expect(after.isotonic).toBeGreaterThan(before.isotonic);
  const two = (i: number, j: number) => (fold(i) !== fold(j) ? 0.999 : near(i, j));
  const named = names.filter((_, i) => fold(i) < 2);
  const kept = names.flatMap((_, i) => (fold(i) < 2 ? [i] : []));
  const halves = (score: (i: number, j: number) => number) =>
    heldOutCost(subjectScores(named, (i, j) => score(kept[i]!, kept[j]!)), { folds: 2 });
  expect(halves(two)).toEqual(halves(near));
});

test("calibrating again replaces what was said, and keeps what else was measured", () => {
  expect(calibrated(changed)).toEqual(changed);
  expect(changed.accuracy.slice(0, card.accuracy.length)).toEqual(card.accuracy);
});

test("scores that do not know whose they are give figures without intervals", () => {
  const { accuracy } = calibrateCard(card, { mated: scores.mated, nonMated: scores.nonMated }, said);
  const added = accuracy.slice(card.accuracy.length);
  expect(added).toHaveLength(4);
  expect(added.every(({ interval }) => interval === undefined)).toBe(true);
});

test("the card that was given stays as it was", () => {
  const before = structuredClone(card);
  calibrated(card);
  expect(card).toEqual(before);
});
