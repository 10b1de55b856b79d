import { describe, expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { seeded } from "../random.ts";
import * as losses from "./index.ts";
import type { Batch, Loss, LossInput } from "./index.ts";

const [rows, dimension, classes] = [15, 7, 4];
const proxies = { classes, dimension, random: seeded(5) };

const all: readonly (readonly [string, Loss])[] = [
  ["contrastive", losses.contrastive({ posMargin: 0.1, negMargin: 1.5 })],
  ["triplet", losses.triplet({ margin: 0.3 })],
  ["triplet with swap", losses.triplet({ margin: 0.3, swap: true })],
  ["smooth triplet", losses.triplet({ margin: 0.3, smoothLoss: true })],
  ["N-pairs", losses.nPairs()],
  ["margin", losses.margin({ beta: 1, learnBeta: true, nu: 0.3 })],
  ["margin by class", losses.margin({ beta: 1, learnBeta: true, nu: 0.3, numClasses: classes })],
  ["lifted structure", losses.liftedStructure()],
  ["generalised lifted", losses.generalizedLifted()],
  ["proxy-NCA", losses.proxyNca({ ...proxies, softmaxScale: 2 })],
  ["ranked list", losses.rankedList({ margin: 0.4, tn: 2, tp: 1 })],
  ["multi-similarity", losses.multiSimilarity({ beta: 10 })],
  ["ArcFace", losses.arcface({ ...proxies, scale: 10 })],
  ["ArcFace past 180 degrees", losses.arcface({ ...proxies, scale: 10, margin: 120 })],
  ["CosFace", losses.cosface({ ...proxies, scale: 10 })],
  ["SupCon", losses.supCon({ temperature: 0.3 })],
];

const withReference = new Set([
  "contrastive",
  "triplet",
  "margin",
  "lifted structure",
  "generalised lifted",
  "multi-similarity",
  "SupCon",
]);

describe.each(all)("%s: gradients are those of central differences", (name, loss) => {
  test.each([1, 2, 3])("on random batch %i", (seed) => check(loss, drawn(seed)));
  if (withReference.has(name)) {
    test("with a reference", () => check(loss, { ...drawn(4), reference: drawn(5) }));
  }
});

/** Every gradient of the loss against the slope of the secant through two points near by. */
function check(loss: Loss, input: LossInput): void {
  const output = loss.compute(input);
  const values = new Map([["embeddings", input.embeddings.data]]);
  for (const [name, parameter] of Object.entries(loss.parameters)) values.set(name, parameter.values);
  for (const [name, data] of values) {
    const gradient = name === "embeddings" ? output.gradient : output.parameterGradients[name]!;
    expect(gradient).toHaveLength(data.length);
    for (let i = 0; i < data.length; i++) expect(gradient[i]).toBeCloseTo(secant(loss, input, data, i), 6);
  }
  // Were all slopes zero, the above would hold for a loss that does nothing.
  expect(output.gradient.some((slope) => Math.abs(slope) > 1e-3)).toBe(true);
}

function secant(loss: Loss, input: LossInput, data: { [i: number]: number }, i: number): number {
  const step = 1e-5;
  const value = data[i]!;
  data[i] = value + step;
  const above = loss.compute(input).loss;
  data[i] = value - step;
  const below = loss.compute(input).loss;
  data[i] = value;
  return (above - below) / (2 * step);
}

function drawn(seed: number): Batch {
  const random = seeded(seed);
  const data = Float64Array.from({ length: rows * dimension }, () => random.normal());
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  return { embeddings: matrix(data, rows, dimension), labels };
}
