import type { WorkerPool } from "./worker-pool.ts";
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

export interface RunAllTools {
  readonly pool: Pick<WorkerPool, "run">;
  /** What came out of the same settings before, or what comes out now. */
  keep<Result>(key: object, compute: () => Promise<Result>): Promise<Result>;
  say(line: string): void;
}

/** Runs what is not kept: for each set its baselines, then each recipe at its rate with every seed. */
export async function runAll(choice: Choice, { pool, keep, say }: RunAllTools): Promise<Row[]> {
  const rates = new Map<string, Promise<number>>();
  // The cell of the chosen rate is also one of the table's.
  const running = new Map<string, Promise<CellResult>>();
  const jobs = choice.sets.flatMap((set) => [...baselines(set), ...choice.recipes.map((recipe) => learnt(set, recipe))]);
  return Promise.all(jobs);

  function baselines(set: string): Promise<Row>[] {
    return [
      baseline(set).then((quality) => ({ set, recipe: "pixels", tests: [quality] })),
      Promise.all(choice.seeds.map((seed) => baseline(set, seed))).then((tests) => ({ set, recipe: "untrained", tests })),
    ];
  }

  async function learnt(set: string, recipe: string): Promise<Row> {
    const rate = await rateOf(recipe);
    const results = await Promise.all(choice.seeds.map((seed) => run({ set, recipe, seed, rate, steps: choice.steps })));
    return { set, recipe, rate, tests: results.map(({ test }) => test) };
  }

  /** Chosen once for each loss, by the validation that has unseen classes, with the first seed; it holds for all sets. */
  function rateOf(recipe: string): Promise<number> {
    const known = rates.get(recipe) ?? chooseRate(recipe);
    rates.set(recipe, known);
    return known;
  }

  async function chooseRate(recipe: string): Promise<number> {
    const seed = choice.seeds[0]!;
    const cell = (rate: number): Cell => ({ set: settings.ratesChosenOn, recipe, seed, rate, steps: choice.steps });
    const tried = await Promise.all(settings.rates.map((rate) => run(cell(rate))));
    const best = tried.reduce((best, { validation }, i) => (validation > tried[best]!.validation ? i : best), 0);
    return settings.rates[best]!;
  }

  function run(cell: Cell): Promise<CellResult> {
    const key = JSON.stringify(cell);
    const known = running.get(key) ?? runOnce(cell);
    running.set(key, known);
    return known;
  }

  async function runOnce(cell: Cell): Promise<CellResult> {
    const result = await keep({ cell, settings }, () => pool.run({ kind: "cell", cell } satisfies Job) as Promise<CellResult>);
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
    return keep({ ...job, settings }, () => pool.run(job) as Promise<Quality>);
  }
}
