import * as losses from "../../losses/index.ts";
import type { TrainingConfig } from "../training-config.ts";

/**
 * The loss that a configuration names.
 *
 * @param proxies for losses that learn something for each class
 */
export function lossOf(config: TrainingConfig["loss"], proxies: losses.ProxyOptions): losses.Loss {
  switch (config.name) {
    case "contrastive":
      return losses.contrastive(config);
    case "triplet":
      return losses.triplet(config);
    case "n-pairs":
      return losses.nPairs();
    case "margin": {
      const { learnBeta, ...options } = config;
      const numClasses = learnBeta === "per-class" ? { numClasses: proxies.classes } : {};
      return losses.margin({ ...options, ...numClasses, learnBeta: learnBeta !== "no" });
    }
    case "lifted-structure":
      return losses.liftedStructure(config);
    case "generalized-lifted":
      return losses.generalizedLifted(config);
    case "proxy-nca":
      return losses.proxyNca({ ...config, ...proxies });
    case "ranked-list":
      return losses.rankedList(config);
    case "multi-similarity":
      return losses.multiSimilarity(config);
    case "arcface":
      return losses.arcface({ ...config, ...proxies });
    case "cosface":
      return losses.cosface({ ...config, ...proxies });
    case "sup-con":
      return losses.supCon(config);
    default:
      return config satisfies never;
  }
}
