import type { Figure } from "@likeness/bench";
import type { Row } from "./plan.ts";
import { recipes } from "./recipes.ts";
import type { Quality } from "./settings.ts";

const measures = [
  ["recallAt1", "Recall@1"],
  ["mapAtR", "MAP@R"],
  ["nmi", "NMI"],
] as const satisfies readonly (readonly [keyof Quality, string])[];

const baselines: Readonly<Record<string, string>> = {
  pixels: "*the pictures themselves*",
  untrained: "*the network, untrained*",
};

export interface Spread {
  readonly mean: number;
  /** Of the sample (n - 1); 0 of one value. */
  readonly deviation: number;
}

export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** In Markdown; the best mean of each measure is bold. */
export function markdownTable(rows: readonly Row[]): string {
  const learnt = rows.filter(({ recipe }) => !(recipe in baselines));
  const best = measures.map(([measure]) => Math.max(...learnt.map((row) => spreadOf(row, measure).mean)));
  const lines = rows.map((row) => {
    const named = baselines[row.recipe];
    const { loss, miner } = recipes[row.recipe] ?? { loss: named, miner: "" };
    const cells = measures.map(([measure], i) => {
      const { mean, deviation } = spreadOf(row, measure);
      const value = `${mean.toFixed(3)}${row.tests.length > 1 ? ` ± ${deviation.toFixed(3)}` : ""}`;
      return mean === best[i] && named === undefined ? `**${value}**` : value;
    });
    return `| ${[loss, miner, row.rate ?? "", ...cells].join(" | ")} |`;
  });
  const head = ["loss", "miner", "rate", ...measures.map(([, name]) => name)];
  return [`| ${head.join(" | ")} |`, `|${"---|".repeat(3)}${"---:|".repeat(3)}`, ...lines].join("\n");
}

export function figuresOf(rows: readonly Row[]): Figure[] {
  return rows.flatMap((row) =>
    measures.map(([measure, name]): Figure => {
      const { mean, deviation } = spreadOf(row, measure);
      const { loss, miner } = recipes[row.recipe] ?? { loss: row.recipe, miner: "" };
      const what = [row.set, loss, miner].filter((part) => part !== "").join(", ");
      return {
        name: `${what}: ${name}, mean of ${row.tests.length}, the interval is a deviation to either side`,
        value: mean,
        unit: "",
        interval: [mean - deviation, mean + deviation],
      };
    }),
  );
}

function spreadOf({ tests }: Row, measure: keyof Quality): Spread {
  return spread(tests.map((test) => test[measure]));
}
