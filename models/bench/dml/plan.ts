import type { WorkerPool } from "./worker-pool.ts";
import { cached } from "./cache.ts";
import { type Cell, type CellResult, type Quality, settings } from "./settings.ts";
import type { Job } from "./worker.ts";

/** What the table is made for; all of it unless told on the command line. */
export interface Choice {
  readonly sets: readonly string[];
  readonly recipes: readonly string[];
  readonly seeds: readonly number[];
  readonly steps: number;
}

/** A row of the table of one set: a run for each seed. */
export interface Row {
  readonly set: string;
  /** A recipe; for the baselines `pixels` and `untrained`. */
  readonly recipe: string;
  readonly rate?: number;
  readonly tests: readonly Quality[];
}

/** Runs what is not in the cache: for each set its baselines, then each recipe at its chosen rate with every seed. */
export async function runAll(choice: Choice, pool: WorkerPool, say: (line: string) => void): Promise<Row[]> {
  const jobs = choice.sets.flatMap((set) => [...baselines(set), ...choice.recipes.map((recipe) => learnt(set, recipe))]);
  return Promise.all(jobs);

  function baselines(set: string): Promise<Row>[] {
    return [
      baseline(set).then((quality) => ({ set, recipe: "pixels", tests: [quality] })),
      Promise.all(choice.seeds.map((seed) => baseline(set, seed))).then((tests) => ({ set, recipe: "untrained", tests })),
    ];
  }

  /** The rate is chosen by the validation with the first seed, and holds for the others. */
  async function learnt(set: string, recipe: string): Promise<Row> {
    const [first, ...others] = choice.seeds;
    const cell = (rate: number, seed: number): Cell => ({ set, recipe, seed, rate, steps: choice.steps });
    const tried = await Promise.all(settings.rates.map((rate) => run(cell(rate, first!))));
    const best = tried.reduce((best, { validation }, i) => (validation > tried[best]!.validation ? i : best), 0);
    const rate = settings.rates[best]!;
    const rest = await Promise.all(others.map((seed) => run(cell(rate, seed))));
    return { set, recipe, rate, tests: [tried[best]!, ...rest].map(({ test }) => test) };
  }

  async function run(cell: Cell): Promise<CellResult> {
    const result = await cached({ cell, settings }, () => pool.run({ kind: "cell", cell } satisfies Job) as Promise<CellResult>);
    const { test, validation, bestStep, seconds } = result;
    const figures = [test.recallAt1, test.mapAtR, test.nmi].map((value) => value.toFixed(3)).join(" / ");
    say(
      `${cell.set} ${cell.recipe}, seed ${cell.seed}, rate ${cell.rate}: validation ${validation.toFixed(3)} ` +
        `at step ${bestStep}; test ${figures}; ${Math.round(seconds)} s`,
    );
    return result;
  }

  function baseline(set: string, seed?: number): Promise<Quality> {
    const job: Job = { kind: "baseline", set, ...(seed !== undefined && { seed }) };
    return cached({ ...job, settings }, () => pool.run(job) as Promise<Quality>);
  }
}
