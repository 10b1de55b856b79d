import path from "node:path";
import { type Circumstances, type Figure, type Measured, table } from "@likeness/bench";
import { spread } from "./dml/report.ts";
import { workerPool } from "./dml/worker-pool.ts";
import type { FoldResult, Unseen } from "./omniglot/fold.ts";
import { folds } from "./omniglot/settings.ts";

const measures = [
  ["recallAt1", "Recall@1 among two unseen alphabets"],
  ["withinAlphabet", "Recall@1 within an unseen alphabet"],
  ["oneShot", "20-way one-shot, the 20 official runs"],
] as const satisfies readonly (readonly [keyof Unseen, string])[];

const goals: Partial<Record<keyof Unseen, number>> = { recallAt1: 0.9, oneShot: 0.9 };

/**
 * Every alphabet of Omniglot's small background sets is unseen once: six are learnt and two tested, four times. None of
 * the networks has seen the alphabets of the one-shot runs. `--folds 0,1` runs some alone.
 */
export async function measure(args: readonly string[]): Promise<Measured & Pick<Circumstances, "on">> {
  const wanted = args[0] === "--folds" ? args[1]!.split(",").map(Number) : [...folds.keys()];
  const pool = workerPool(path.join(import.meta.dirname, "omniglot/worker.ts"), Math.min(2, wanted.length));
  try {
    const results = await Promise.all(
      wanted.map(async (fold) => {
        const result = (await pool.run({ fold, seed: 1 })) as FoldResult;
        console.log(`unseen ${folds[fold]!.join(", ")}: ${JSON.stringify(result.trained)}, ${Math.round(result.seconds)} s`);
        return result;
      }),
    );
    return { name: "models-omniglot", figures: figuresOf(results), tables: [tableOf(results, wanted)] };
  } finally {
    pool.close();
  }
}

function figuresOf(results: readonly FoldResult[]): Figure[] {
  const seconds = spread(results.map((result) => result.seconds)).mean;
  return [
    ...measures.flatMap(([measure, name]) =>
      (["trained", "untrained", "fitted", "pixels"] as const).map((who): Figure => {
        const { mean } = spread(results.map((result) => result[who][measure]));
        const goal = who === "trained" ? goals[measure] : undefined;
        return { name: `${name}, ${who}, mean of ${results.length} folds`, value: mean, unit: "", ...judged(mean, goal) };
      }),
    ),
    { name: "training of one network, one thread beside another", value: seconds, unit: "s" },
  ];
}

function judged(value: number, goal: number | undefined): Pick<Figure, "goal" | "met"> {
  return goal === undefined ? {} : { goal, met: value >= goal };
}

function tableOf(results: readonly FoldResult[], wanted: readonly number[]): string {
  const rows = results.map(({ pixels, fitted, untrained, trained, seconds }, i) => [
    folds[wanted[i]!]!.join(", "),
    ...measures.map(([measure]) => [pixels, fitted, untrained, trained].map((who) => who[measure].toFixed(3)).join(" / ")),
    Math.round(seconds),
  ]);
  return table(["unseen (pixels / fitted / untrained / trained)", ...measures.map(([, name]) => name), "s"], rows);
}
