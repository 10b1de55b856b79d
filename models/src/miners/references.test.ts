import { describe, expect, test } from "vitest";
import {
  batchOf,
  listsOf,
  type MinerCase,
  minerCases,
  titleOf,
  weightCases,
} from "../losses/references/read.ts";
import { alike } from "../losses/references/replay.ts";
import { seeded } from "../random.ts";
import {
  batchEasyHardMiner,
  batchHardMiner,
  distanceWeights,
  type Miner,
  multiSimilarityMiner,
  pairMarginMiner,
  tripletMarginMiner,
} from "./index.ts";

const makers: Readonly<Record<string, (options: MinerCase["options"]) => Miner>> = {
  batchEasyHard: batchEasyHardMiner,
  batchHard: batchHardMiner,
  multiSimilarity: multiSimilarityMiner,
  pairMargin: pairMarginMiner,
  tripletMargin: tripletMarginMiner,
};

describe.each(Object.entries(makers))("%s chooses what pytorch-metric-learning's does", (name, make) => {
  const cases = minerCases.filter(({ miner }) => miner === name);
  test("has its name", () => expect(make({}).name).toBe(name));
  test("has references", () => expect(cases.length).toBeGreaterThan(3));
  const titled = cases.map(({ tuples, ...one }) => [titleOf(one), { ...one, tuples }] as const);
  test.each(titled)("%s", (_, { options, batch, reference, tuples }) => {
    const mined = make(options).mine(batchOf(batch), seeded(1), ...(reference ? [batchOf(reference)] : []));
    expect(listsOf(mined)).toEqual(tuples);
  });
});

describe("distance-weighted probabilities are pytorch-metric-learning's", () => {
  test.each(weightCases.map((one) => [titleOf(one), one] as const))("%s", (_, one) => {
    const { options, batch, reference, weights } = one;
    const ours = distanceWeights(batchOf(batch), options, ...(reference ? [batchOf(reference)] : []));
    expect(alike(ours.data, weights, ours.columns)).toBe(true);
  });
});
