import { expect, test } from "vitest";
import { codeOf, loadWith } from "../losses/mutation/load.ts";
import { type Mutant, mutants } from "../losses/mutation/mutants.ts";
import { batchOf, listsOf, minerCases, weightCases } from "../losses/references/read.ts";
import { alike } from "../losses/references/replay.ts";
import { seeded } from "../random.ts";
import type { distanceWeights, Miner } from "./index.ts";

const index = new URL("index.ts", import.meta.url);

/** Without those that choose by chance, which no reference can show; chance.test.ts holds these. */
const files = [
  "batch-easy-hard",
  "batch-hard",
  "strategy",
  "multi-similarity",
  "pair-margin",
  "triplet-margin",
  "distance-weights",
];

/** Numbers that may be wrong without a reference showing it. */
const survivors: Readonly<Record<string, readonly string[]>> = {
  strategy: [
    // Only its sign counts.
    '1 in const sign = (strategy === "easy") === (hard === "farthest") ? -1 : 1;',
    '1 in const sign = (strategy === "easy") === (hard === "farthest") ? -1 : 1;',
    // No row yet, whichever number below zero.
    "1 in let best = -1;",
  ],
  // The sum is 1 for one negative, which has all of it already.
  "distance-weights": ["0 in if (sum > 0) for (let i = 0; i < columns; i++) row[i] /= sum;"],
};

test.each(files)("a wrong number in %s is found by a reference", async (name) => {
  const file = new URL(`${name}.ts`, import.meta.url);
  const undetected: string[] = [];
  for (const mutant of mutants(codeOf(file))) if (await survives(file, mutant)) undetected.push(mutant.change);
  expect(undetected).toEqual(survivors[name] ?? []);
});

async function survives(file: URL, { code }: Mutant): Promise<boolean> {
  const miners = await loadWith(index, file, code);
  try {
    return (
      minerCases.every(({ miner, options, batch, reference, tuples }) => {
        const make = miners[`${miner}Miner`] as (options: object) => Miner;
        const mined = make(options).mine(batchOf(batch), seeded(1), ...(reference ? [batchOf(reference)] : []));
        return JSON.stringify(listsOf(mined)) === JSON.stringify(tuples);
      }) &&
      weightCases.every(({ options, batch, reference, weights }) => {
        const weigh = miners.distanceWeights as typeof distanceWeights;
        const { data, columns } = weigh(batchOf(batch), options, ...(reference ? [batchOf(reference)] : []));
        return alike(data, weights, columns);
      })
    );
  } catch {
    return false;
  }
}
