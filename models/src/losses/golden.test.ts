import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { testData } from "../measure/test-data.ts";
import {
  batchEasyHardMiner,
  batchHardMiner,
  distanceWeights,
  type Miner,
  multiSimilarityMiner,
  pairMarginMiner,
  tripletMarginMiner,
} from "../miners/index.ts";
import { seeded } from "../random.ts";
import * as losses from "./index.ts";
import { listsOf } from "./references/read.ts";
import { alike } from "./references/replay.ts";

const file = path.join(testData, "dml-golden.json");
const atHand = existsSync(file);
if (!atHand) console.warn(`SKIPPED: no ${file}; set LIKENESS_TEST_DATA to hold losses and miners against it`);

interface Golden {
  readonly emb: readonly number[];
  readonly y: readonly number[];
  readonly proxies: readonly number[];
  readonly losses: Readonly<Record<string, { loss: number; grad: readonly number[]; proxyGrad?: readonly number[] }>>;
  readonly miners: Readonly<Record<string, readonly (readonly number[])[]>> & { distance_weights: readonly number[] };
}

const [rows, dimension, classes] = [24, 16, 6];
const proxies = { classes, dimension, random: seeded(1) };

/** Triplet and ranked list were not run with their defaults. */
const goldenLosses: Readonly<Record<string, losses.Loss>> = {
  contrastive: losses.contrastive(),
  triplet: losses.triplet({ margin: 0.2 }),
  margin: losses.margin(),
  lifted: losses.liftedStructure(),
  genlifted: losses.generalizedLifted(),
  npairs: losses.nPairs(),
  ms: losses.multiSimilarity(),
  supcon: losses.supCon(),
  rankedlist: losses.rankedList({ margin: 0.4, tn: 1 }),
  proxynca: losses.proxyNca(proxies),
  arcface: losses.arcface(proxies),
  cosface: losses.cosface(proxies),
};

const goldenMiners: Readonly<Record<string, Miner>> = {
  triplet_all: tripletMarginMiner(),
  triplet_hard: tripletMarginMiner({ typeOfTriplets: "hard" }),
  triplet_semihard: tripletMarginMiner({ typeOfTriplets: "semihard" }),
  batch_hard: batchHardMiner(),
  batch_semihard: batchEasyHardMiner(),
  ms: multiSimilarityMiner(),
  pair_margin: pairMarginMiner(),
};

describe.skipIf(!atHand)("dml-golden.json, made with pytorch-metric-learning 2.8.1 in float64", () => {
  const golden = atHand ? (JSON.parse(readFileSync(file, "utf8")) as Golden) : undefined;
  const batch = (): losses.Batch => ({
    embeddings: matrix(Float64Array.from(golden!.emb), rows, dimension),
    labels: Int32Array.from(golden!.y),
  });

  test("has the losses and miners that are tested here, and no others", () => {
    expect(Object.keys(golden!.losses).toSorted()).toEqual(Object.keys(goldenLosses).toSorted());
    expect(Object.keys(golden!.miners).toSorted()).toEqual(
      [...Object.keys(goldenMiners), "distance_weights"].toSorted(),
    );
  });

  test.each(Object.entries(goldenLosses))("loss %s: value and gradients", (name, loss) => {
    const { loss: value, grad, proxyGrad } = golden!.losses[name]!;
    loss.parameters.proxies?.values.set(golden!.proxies);
    const output = loss.compute(batch());
    expect(alike([output.loss], [value])).toBe(true);
    expect(alike(output.gradient, grad, dimension)).toBe(true);
    if (proxyGrad) expect(alike(output.parameterGradients.proxies!, proxyGrad, dimension)).toBe(true);
  });

  test.each(Object.entries(goldenMiners))("miner %s: the same rows in the same order", (name, miner) => {
    expect(listsOf(miner.mine(batch(), seeded(1)))).toEqual(golden!.miners[name]);
  });

  test("the probabilities of distance-weighted negatives", () => {
    expect(alike(distanceWeights(batch()).data, golden!.miners.distance_weights, rows)).toBe(true);
  });
});
