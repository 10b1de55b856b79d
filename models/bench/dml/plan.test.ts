import { expect, test } from "vitest";
import { runAll } from "./plan.ts";
import type { Cell } from "./settings.ts";
import type { Job } from "./worker.ts";

/** Of the validation, by rate; the test gives the seed back. */
function pool(validations: Readonly<Record<number, number>>) {
  const cells: Cell[] = [];
  const run = async (job: object) => {
    const asked = job as Job;
    if (asked.kind === "baseline") return { recallAt1: asked.seed ?? 0, mapAtR: 0, nmi: 0 };
    cells.push(asked.cell);
    const { seed, rate } = asked.cell;
    return { test: { recallAt1: seed, mapAtR: 0, nmi: 0 }, validation: validations[rate]!, bestStep: 1, seconds: 1 };
  };
  return { run, cells };
}

const tools = { keep: <Result>(_: object, compute: () => Promise<Result>) => compute(), say: () => {} };

test("the rate is chosen by validation with the first seed on one set, and holds for all seeds and sets", async () => {
  const { run, cells } = pool({ 0.001: 0.7, 0.003: 0.6 });
  const choice = { sets: ["omniglot", "digits"], recipes: ["margin"], seeds: [4, 5], steps: 10 };
  const rows = await runAll(choice, { pool: { run }, ...tools });
  expect(rows.map(({ set, recipe, rate, tests }) => [set, recipe, rate, tests.map(({ recallAt1 }) => recallAt1)])).toEqual([
    ["omniglot", "pixels", undefined, [0]],
    ["omniglot", "untrained", undefined, [4, 5]],
    ["omniglot", "margin", 0.001, [4, 5]],
    ["digits", "pixels", undefined, [0]],
    ["digits", "untrained", undefined, [4, 5]],
    ["digits", "margin", 0.001, [4, 5]],
  ]);
  const told = cells.map(({ set, seed, rate }) => `${set} ${seed} ${rate}`).toSorted();
  expect(told).toEqual(["digits 4 0.001", "digits 5 0.001", "omniglot 4 0.001", "omniglot 4 0.003", "omniglot 5 0.001"]);
});
