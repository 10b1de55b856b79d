import { batchEasyHardMiner } from "./batch-easy-hard.ts";
import type { Miner } from "./miner.ts";

/**
 * Each anchor with its farthest positive and its nearest negative. Anchors without either are left out.
 *
 * Hermans, Beyer, Leibe 2017, "In defense of the triplet loss for person re-identification", eq. 5.
 */
export function batchHardMiner(): Miner {
  const { mine } = batchEasyHardMiner({ posStrategy: "hard", negStrategy: "hard" });
  return {
    name: "batchHard",
    mine: (batch, random, reference) => {
      const { anchors, positives, negatives } = mine(batch, random, reference);
      return { kind: "triplets", anchors, positives, negatives };
    },
  };
}
