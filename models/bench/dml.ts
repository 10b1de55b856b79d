import path from "node:path";
import { parseArgs } from "node:util";
import { type Circumstances, type Measured, table } from "@likeness/bench";
import { cached } from "./dml/cache.ts";
import { type Choice, type Row, runAll } from "./dml/plan.ts";
import { recipes } from "./dml/recipes.ts";
import { figuresOf, markdownTable, spread } from "./dml/report.ts";
import { loadSet, setNames } from "./dml/sets.ts";
import { workerPool } from "./dml/worker-pool.ts";
import { writeMeasured } from "./measured-part.ts";

/** Steps of each run, by name. */
const budgets: Readonly<Record<string, number>> = { full: 600, half: 300, smoke: 20 };

/**
 * Every loss with its usual miner on every set: `--sets`, `--losses` and `--seeds` are lists with commas, `--budget` is
 * full, half or smoke, or a number of steps, `--processes` how many run at a time. What was run before with the same
 * settings is not run again. The whole table, and no part of it, is written to `docs/dml.md`.
 */
export async function measure(args: readonly string[]): Promise<Measured & Pick<Circumstances, "on">> {
  const { choice, processes } = chosen(args);
  const pool = workerPool(path.join(import.meta.dirname, "dml/worker.ts"), processes);
  try {
    const rows = await runAll(choice, { pool, keep: cached, say: console.log });
    const isWhole = choice.sets.length === setNames.length && choice.recipes.length === Object.keys(recipes).length;
    const tables: string[] = [];
    const sections: string[] = [];
    for (const set of choice.sets) {
      const { title } = await loadSet(set);
      const own = rows.filter((row) => row.set === set);
      tables.push(title, terminalTable(own));
      sections.push(`### ${title}\n\n${markdownTable(own)}`);
    }
    const said = `${choice.seeds.length} seeds, ${choice.steps} steps each.`;
    if (isWhole) await writeMeasured("docs/dml.md", [said, ...sections].join("\n\n"));
    return { name: isWhole ? "models-dml" : "models-dml-part", figures: figuresOf(rows), tables };
  } finally {
    pool.close();
  }
}

function terminalTable(rows: readonly Row[]): string {
  const value = (row: Row, measure: "recallAt1" | "mapAtR" | "nmi") => {
    const { mean, deviation } = spread(row.tests.map((test) => test[measure]));
    return `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
  };
  return table(
    ["row", "rate", "Recall@1", "MAP@R", "NMI"],
    rows.map((row) => [row.recipe, row.rate ?? "", value(row, "recallAt1"), value(row, "mapAtR"), value(row, "nmi")]),
  );
}

function chosen(args: readonly string[]): { readonly choice: Choice; readonly processes: number } {
  const text = { type: "string" } as const;
  const options = { sets: text, losses: text, seeds: text, budget: text, processes: text };
  const { values } = parseArgs({ args: [...args], options });
  const some = (given: string | undefined, all: readonly string[], what: string) => {
    const names = given?.split(",") ?? all;
    const unknown = names.find((name) => !all.includes(name));
    if (unknown !== undefined) throw new Error(`there is no ${what} ${unknown}; there are ${all.join(", ")}`);
    return names;
  };
  const { budget = "full" } = values;
  const steps = budgets[budget] ?? Number(budget);
  if (!(Number.isInteger(steps) && steps > 0)) throw new Error(`--budget is ${budget}, not a number of steps or a name`);
  const seeds = (values.seeds ?? "1,2,3").split(",").map(Number);
  const choice = {
    sets: some(values.sets, setNames, "set"),
    recipes: some(values.losses, Object.keys(recipes), "loss"),
    seeds,
    steps,
  };
  return { choice, processes: Number(values.processes ?? 2) };
}
