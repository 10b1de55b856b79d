import * as miners from "../../miners/index.ts";
import type { TrainingConfig } from "../training-config.ts";

/** The miner that a configuration names, if it names one. */
export function minerOf(config: TrainingConfig["miner"]): miners.Miner | undefined {
  switch (config.name) {
    case "none":
      return undefined;
    case "random-negative":
      return miners.randomNegativeMiner(config);
    case "semi-hard":
      return miners.semiHardMiner(config);
    case "soft-hard":
      return miners.softHardMiner();
    case "n-pairs":
      return miners.nPairsMiner();
    case "distance-weighted": {
      const { cutoff, nonzeroLossCutoff } = config;
      return miners.distanceWeightedMiner({ cutoff, nonzeroLossCutoff });
    }
    case "batch-hard":
      return miners.batchHardMiner();
    case "batch-easy-hard":
      return miners.batchEasyHardMiner(config);
    case "multi-similarity":
      return miners.multiSimilarityMiner(config);
    case "triplet-margin":
      return miners.tripletMarginMiner(config);
    case "pair-margin":
      return miners.pairMarginMiner(config);
    default:
      return config satisfies never;
  }
}
