import { describe, expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import type { Pairs, Triplets } from "../miners/index.ts";
import { seeded } from "../random.ts";
import * as losses from "./index.ts";
import type { Batch, Loss, LossInput } from "./index.ts";

const proxies = { classes: 3, dimension: 2, random: seeded(1) };

const all: Readonly<Record<string, Loss>> = {
  contrastive: losses.contrastive(),
  triplet: losses.triplet(),
  nPairs: losses.nPairs(),
  margin: losses.margin({ learnBeta: true, numClasses: 3 }),
  liftedStructure: losses.liftedStructure(),
  generalizedLifted: losses.generalizedLifted(),
  proxyNca: losses.proxyNca(proxies),
  rankedList: losses.rankedList({ margin: 0.4, tn: 1 }),
  multiSimilarity: losses.multiSimilarity(),
  arcface: losses.arcface(proxies),
  cosface: losses.cosface(proxies),
  supCon: losses.supCon(),
};

const good = batch([1, 0, 0.8, 0.3, -1, 0.5, 0, 1], [0, 0, 1, 2]);

describe.each(Object.entries(all))("%s refuses", (name, loss) => {
  test.each([
    ["a value that is not a number", batch([1, 0, Number.NaN, 0.3], [0, 0]), "row 1 has a value that is not finite"],
    ["an infinite value", batch([Infinity, 0, 1, 0.3], [0, 0]), "row 0 has a value that is not finite"],
    ["values whose squares overflow", batch([1, 0, 1e200, 0], [0, 0]), "row 1 has a value that is not finite, or too"],
    ["labels that do not fit the rows", { ...good, labels: Int32Array.of(0, 1) }, "the batch has 4 rows and 2 labels"],
    ["labels below zero", { ...good, labels: Int32Array.of(0, 0, -1, 2) }, "row 2 of the batch has the label -1"],
    ["an empty batch", batch([], []), "the batch is empty"],
  ] satisfies [string, LossInput, string][])("%s", (_, input, message) => {
    expect(() => loss.compute(input)).toThrow(RangeError);
    expect(() => loss.compute(input)).toThrow(message);
  });

  const triplets = (...[anchor, positive, negative]: number[]): Triplets => ({
    kind: "triplets",
    anchors: Int32Array.of(anchor!),
    positives: Int32Array.of(positive!),
    negatives: Int32Array.of(negative!),
  });
  const uneven: Pairs = {
    kind: "pairs",
    anchors: Int32Array.of(0),
    positives: Int32Array.of(1),
    negativeAnchors: Int32Array.of(0, 1),
    negatives: Int32Array.of(2),
  };

  test.each([
    [triplets(4, 1, 2), "4 as anchor is none of the 4 rows"],
    [triplets(0, -1, 2), "-1 as positive is none of the 4 rows"],
    [triplets(0, 1, 9), "9 as negative is none of the 4 rows"],
    [uneven, "the lists of pairs are of different lengths"],
  ])("tuples that do not fit: %#", (tuples, message) => {
    expect(() => loss.compute({ ...good, tuples })).toThrow(message);
  });

  test("a reference of other columns", () => {
    const reference = { embeddings: matrix(Float64Array.of(1, 2, 3), 1, 3), labels: Int32Array.of(0) };
    expect(() => loss.compute({ ...good, reference })).toThrow("the batch has 2 columns, the reference 3");
  });

  const ownOnly = new Set(["nPairs", "rankedList", "proxyNca", "arcface", "cosface"]);
  if (ownOnly.has(name)) test("any reference, as it has no use for it", () => {
    expect(() => loss.compute({ ...good, reference: good })).toThrow(`${name} has no use for a reference`);
  });

  if ("proxies" in loss.parameters || name === "margin") test("a label that it has no parameter for", () => {
    const message = `${name}: row 3 has the label 3, of 3 classes`;
    expect(() => loss.compute({ ...good, labels: Int32Array.of(0, 0, 1, 3) })).toThrow(message);
  });

  if ("proxies" in loss.parameters) test("rows of another dimension than its proxies", () => {
    expect(() => loss.compute(batch([1, 2, 3], [0]))).toThrow(`${name}: 3 columns, but proxies of 2`);
  });
});

test("a swap does not go with a reference", () => {
  const swapping = losses.triplet({ swap: true });
  expect(() => swapping.compute({ ...good, reference: good })).toThrow("triplet: swap does not go");
});

test("ranked list has no use for tuples", () => {
  const none = new Int32Array();
  const tuples: Triplets = { kind: "triplets", anchors: none, positives: none, negatives: none };
  expect(() => losses.rankedList({ margin: 0.4, tn: 1 }).compute({ ...good, tuples })).toThrow("no use for tuples");
});

test.each<[string, () => Loss]>([
  ["contrastive: posMargin is NaN", () => losses.contrastive({ posMargin: Number.NaN })],
  ["triplet: margin is Infinity", () => losses.triplet({ margin: Infinity })],
  ["margin: numClasses is 0", () => losses.margin({ numClasses: 0 })],
  ["margin: beta is NaN", () => losses.margin({ beta: Number.NaN })],
  ["liftedStructure: negMargin is NaN", () => losses.liftedStructure({ negMargin: Number.NaN })],
  ["generalizedLifted: posMargin is NaN", () => losses.generalizedLifted({ posMargin: Number.NaN })],
  ["multiSimilarity: alpha is 0, not above zero", () => losses.multiSimilarity({ alpha: 0 })],
  ["supCon: temperature is -1, not above zero", () => losses.supCon({ temperature: -1 })],
  ["rankedList: imbalance is 1.2, not 0 to 1", () => losses.rankedList({ margin: 1, tn: 1, imbalance: 1.2 })],
  ["rankedList: imbalance is -0.1, not 0 to 1", () => losses.rankedList({ margin: 1, tn: 1, imbalance: -0.1 })],
  ["arcface: margin is 181, not 0 to 180 degrees", () => losses.arcface({ ...proxies, margin: 181 })],
  ["cosface: scale is 0, not above zero", () => losses.cosface({ ...proxies, scale: 0 })],
  ["proxyNca: classes is 0, not a count", () => losses.proxyNca({ ...proxies, classes: 0 })],
  ["proxyNca: dimension is 1.5, not a count", () => losses.proxyNca({ ...proxies, dimension: 1.5 })],
])("%s", (message, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});

test("a loss that overflows is no loss", () => {
  const overflow = () => losses.rankedList({ margin: 0.4, tn: 5000 }).compute(good);
  expect(overflow).toThrow("rankedList: ");
  expect(overflow).toThrow(expect.objectContaining({ name: "TrainingError", code: "not_finite" }));
});

test("a row on its own proxy or on the opposite one has a gradient", () => {
  const loss = losses.arcface({ ...proxies, scale: 8 });
  loss.parameters.proxies!.values.set([3, 4, -3, -4, 1, 0]);
  const { gradient, parameterGradients } = loss.compute(batch([6, 8, 6, 8], [0, 1]));
  expect([...gradient, ...parameterGradients.proxies!].every(Number.isFinite)).toBe(true);
});

test("a great scale leaves the exponentials finite", () => {
  for (const loss of [losses.proxyNca({ ...proxies, softmaxScale: 1e6 }), losses.cosface({ ...proxies, scale: 1e6 })]) {
    expect(loss.compute(good).loss).toBeGreaterThan(0);
  }
  // Alike but not mated.
  const hard = { ...good, labels: Int32Array.of(0, 1, 0, 2) };
  expect(losses.multiSimilarity({ alpha: 5000, beta: 5000 }).compute(hard).loss).toBeGreaterThan(0);
  expect(losses.supCon({ temperature: 1e-4 }).compute(hard).loss).toBeGreaterThan(0);
});

test("proxies follow from the random numbers given", () => {
  const values = (seed: number) => losses.cosface({ ...proxies, random: seeded(seed) }).parameters.proxies!;
  expect(values(1)).toEqual(values(1));
  expect(values(1).values).not.toEqual(values(2).values);
  expect(values(1).shape).toEqual([3, 2]);
});

function batch(values: readonly number[], labels: readonly number[]): Batch {
  const rows = labels.length;
  const columns = rows === 0 ? 2 : values.length / rows;
  return { embeddings: matrix(Float64Array.from(values), rows, columns), labels: Int32Array.from(labels) };
}
