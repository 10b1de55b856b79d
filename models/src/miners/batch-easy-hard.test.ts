import { expect, test } from "vitest";
import { batchEasyHardMiner, type Strategy } from "./index.ts";

test.each<[Strategy, Strategy]>([["semihard", "semihard"], ["semihard", "all"], ["all", "semihard"]])(
  "%s positives with %s negatives would each wait for the other",
  (posStrategy, negStrategy) => {
    expect(() => batchEasyHardMiner({ posStrategy, negStrategy })).toThrow(RangeError);
  },
);
