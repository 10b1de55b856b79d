import type { ModelCard } from "@likeness/sdk/core";
import path from "node:path";
import { cardNames } from "../cards.ts";
import { findCard } from "../run/find-model.ts";
import { isRun } from "../run/read-run.ts";
import { runFiles } from "../run/run-format.ts";
import type { Command } from "./command.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models card` */
export const card: Command = {
  help: `likeness-models card NAME|CARD.json|RUN [options]

Says what a model card says: what the model is, how its input is made, where it comes from, what
was measured, at which thresholds it decides. Names of the project's own:
${cardNames.join(", ")}.
likeness model check (of the SDK) holds a card against its weights.

  --json  the card itself`,

  run: async (given, output) => {
    const { positionals, values } = parseWords(
      given,
      { json: { type: "boolean", default: false } },
      { least: 1, most: 1, words: "one card is needed" },
    );
    const [word] = positionals as [string];
    const { card } = await findCard((await isRun(word)) ? path.join(word, runFiles.card) : word);
    output.line(values.json ? JSON.stringify(card, null, 2) : wordsOf(card).join("\n"));
    return 0;
  },
};

function wordsOf(card: ModelCard): string[] {
  const { modelId, task, weights, licence, provenance, accuracy } = card;
  const row = (name: string, value: string) => `  ${name.padEnd(10)} ${value}`;
  return [
    modelId,
    row("task", task),
    row("weights", `${weights.file}, ${(weights.bytes / 1e6).toFixed(2)} MB, SHA-256 ${weights.sha256.slice(0, 16)}…`),
    row("input", inputOf(card)),
    ...(isEmbedder(card) ? [row("output", `${card.dimension} values, ${card.normalisation}`)] : []),
    row("licence", `${licence.weights}: ${licence.statement}`),
    row("origin", `${provenance.author}; ${provenance.training}`),
    ...accuracy.map(({ figure, value, unit, interval, data }) => {
      const spread = interval ? ` (${interval.map((bound) => Number(bound.toPrecision(4))).join("–")})` : "";
      return row("measured", `${figure}, ${data}: ${Number(value.toPrecision(4))}${spread} ${unit}`);
    }),
    ...(isEmbedder(card) ? thresholdsOf(card) : []),
  ];

  function thresholdsOf({ calibration }: Embedder): string[] {
    const { thresholds, matedPairs, nonMatedPairs } = calibration;
    if (thresholds.length === 0) return [row("thresholds", "none: no host can decide by this model yet")];
    const lines = thresholds.map(({ score, fmr, fnmr }) => {
      return row("threshold", `cosine ${score.toFixed(4)}: FMR ${fmr.toPrecision(3)}, FNMR ${fnmr.toPrecision(3)}`);
    });
    return [...lines, row("", `from ${matedPairs} mated and ${nonMatedPairs} non-mated pairs`)];
  }
}

type Embedder = Extract<ModelCard, { task: "embed" | "embed-picture" }>;

function isEmbedder(card: ModelCard): card is Embedder {
  return card.task === "embed" || card.task === "embed-picture";
}

function inputOf({ input }: ModelCard): string {
  const size =
    "size" in input
      ? `${input.size} x ${input.size}`
      : "width" in input
        ? `${input.width} x ${input.height}`
        : "of any size";
  return `${size}, ${input.channels}, (pixel - ${[...new Set(input.mean)].join(", ")}) / ${input.divisor}`;
}
