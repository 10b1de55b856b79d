import { table } from "@likeness/bench";
import { differences } from "../run/compare-evaluations.ts";
import type { Evaluation } from "../run/evaluation-file.ts";
import { readRun } from "../run/read-run.ts";
import { TrainingError } from "../training-error.ts";
import type { Command } from "./command.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models compare` */
export const compare: Command = {
  help: `likeness-models compare RUN RUN… [options]

Holds runs against the first of them, on the same pictures: every figure, how much it differs,
and where that lies with 95 % confidence, the same classes drawn again for both. A difference
whose interval has 0 in it is none that was shown. Each must have been tested before
(likeness-models eval RUN).

  --json  the result as JSON`,

  run: async (given, output) => {
    const { positionals, values } = parseWords(
      given,
      { json: { type: "boolean", default: false } },
      { least: 2, most: Infinity, words: "two runs or more are needed" },
    );
    const runs = await Promise.all(positionals.map(tested));
    const [base, ...others] = runs as [Tested, ...Tested[]];
    const compared = others.map((run) => ({
      run: run.folder,
      differences: differences(base.evaluation, run.evaluation),
    }));
    if (values.json) {
      output.line(JSON.stringify({ base: base.folder, figures: base.evaluation.figures, compared }, null, 2));
      return 0;
    }
    output.line(`${base.evaluation.data}: differences are from ${base.folder}`);
    const rows = base.evaluation.figures.map(({ name, value }) => [
      name,
      value.toFixed(4),
      ...compared.flatMap(({ differences }, n) => {
        const found = differences.find((one) => one.name === name);
        const own = others[n]!.evaluation.figures.find((one) => one.name === name);
        return [
          own ? own.value.toFixed(4) : "–",
          found ? `${signed(found.value)}${found.interval ? `  ${found.interval.map(signed).join(" to ")}` : ""}` : "–",
        ];
      }),
    ]);
    output.line(table(["figure", base.folder, ...others.flatMap(({ folder }) => [folder, "difference, 95 %"])], rows));
    return 0;
  },
};

interface Tested {
  readonly folder: string;
  readonly evaluation: Evaluation;
}

async function tested(folder: string): Promise<Tested> {
  const { evaluation } = await readRun(folder);
  if (evaluation) return { folder, evaluation };
  throw new TrainingError("data_invalid", `${folder} was not tested yet: likeness-models eval ${folder}`);
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
