import {
  arcface,
  contrastive,
  cosface,
  generalizedLifted,
  liftedStructure,
  type Loss,
  margin,
  multiSimilarity,
  nPairs,
  proxyNca,
  type ProxyOptions,
  rankedList,
  supCon,
  triplet,
} from "../../src/losses/index.ts";
import {
  batchHardMiner,
  distanceWeightedMiner,
  type Miner,
  multiSimilarityMiner,
  nPairsMiner,
  randomNegativeMiner,
  semiHardMiner,
  softHardMiner,
} from "../../src/miners/index.ts";

/** A loss with what usually chooses its tuples, at the defaults of both unless it says otherwise. */
export interface Recipe {
  readonly loss: string;
  readonly miner: string;
  /** Of the loss's own parameters, by the network's. */
  readonly rateTimes?: number;
  make(proxies: ProxyOptions): { readonly loss: Loss; readonly miner?: Miner };
}

/** By the name of a row of the table. Margins are those that the losses' papers and the miners' defaults name. */
export const recipes: Readonly<Record<string, Recipe>> = {
  contrastive: { loss: "contrastive", miner: "all pairs", make: () => ({ loss: contrastive() }) },
  "triplet-random": {
    loss: "triplet, margin 0.2",
    miner: "random negative",
    make: () => ({ loss: triplet({ margin: 0.2 }), miner: randomNegativeMiner() }),
  },
  "triplet-semi-hard": {
    loss: "triplet, margin 0.2",
    miner: "semi-hard",
    make: () => ({ loss: triplet({ margin: 0.2 }), miner: semiHardMiner() }),
  },
  "triplet-soft-hard": {
    loss: "triplet, margin 0.2",
    miner: "soft-hard",
    make: () => ({ loss: triplet({ margin: 0.2 }), miner: softHardMiner() }),
  },
  "triplet-batch-hard": {
    loss: "triplet, margin 0.2",
    miner: "batch-hard",
    make: () => ({ loss: triplet({ margin: 0.2 }), miner: batchHardMiner() }),
  },
  "triplet-distance": {
    loss: "triplet, margin 0.2",
    miner: "distance-weighted",
    make: () => ({ loss: triplet({ margin: 0.2 }), miner: distanceWeightedMiner() }),
  },
  "n-pairs": { loss: "N-pair", miner: "N-pairs", make: () => ({ loss: nPairs(), miner: nPairsMiner() }) },
  margin: {
    loss: "margin, beta learnt",
    miner: "distance-weighted",
    // Wu 2017 learns beta 10 to 50 times as fast as the network.
    rateTimes: 10,
    make: () => ({ loss: margin({ learnBeta: true }), miner: distanceWeightedMiner() }),
  },
  "lifted-structure": { loss: "lifted structure", miner: "all pairs", make: () => ({ loss: liftedStructure() }) },
  "generalised-lifted": {
    loss: "generalised lifted",
    miner: "all pairs",
    make: () => ({ loss: generalizedLifted() }),
  },
  "proxy-nca": {
    loss: "proxy-NCA, scale 8",
    miner: "proxies",
    rateTimes: 100,
    make: (proxies) => ({ loss: proxyNca({ softmaxScale: 8, ...proxies }) }),
  },
  // Wang 2019, section 4.2: alpha 1.2, m 0.4, T 10 on CUB; above 5 the weights may overflow, so 5.
  "ranked-list": {
    loss: "ranked list, margin 0.4",
    miner: "its own",
    make: () => ({ loss: rankedList({ margin: 0.4, tn: 5 }) }),
  },
  "multi-similarity": {
    loss: "multi-similarity",
    miner: "multi-similarity",
    make: () => ({ loss: multiSimilarity(), miner: multiSimilarityMiner() }),
  },
  // Few classes and a small network: the scale of 64 is meant for tens of thousands of faces.
  arcface: {
    loss: "ArcFace, scale 16",
    miner: "proxies",
    rateTimes: 100,
    make: (proxies) => ({ loss: arcface({ scale: 16, ...proxies }) }),
  },
  cosface: {
    loss: "CosFace, scale 16",
    miner: "proxies",
    rateTimes: 100,
    make: (proxies) => ({ loss: cosface({ scale: 16, ...proxies }) }),
  },
  "sup-con": { loss: "SupCon", miner: "all pairs", make: () => ({ loss: supCon() }) },
};
