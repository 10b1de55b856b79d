import { readFile } from "node:fs/promises";
import path from "node:path";
import { table } from "@likeness/bench";
import type { Normalisation } from "../data/augment/normalise.ts";
import { reportOf } from "../report/index.ts";
import { normalisationOf } from "../run/backbone.ts";
import { embedPictures } from "../data/embed-pictures.ts";
import { type Evaluation, evaluationFormat } from "../run/evaluation-file.ts";
import { findEmbedder } from "../run/find-model.ts";
import { openOnnxModel } from "../run/onnx-model.ts";
import { testQuality } from "../run/quality.ts";
import { readRun } from "../run/read-run.ts";
import { openRun } from "../run/run-folder.ts";
import { runFiles } from "../run/run-format.ts";
import type { Command, Output } from "./command.ts";
import { heldBack, type HeldBack, heldBackOptions } from "./held-back.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models eval` */
export const evaluate: Command = {
  help: `likeness-models eval RUN [options]
likeness-models eval MODEL.onnx|CARD --data CONFIG [options]

Measures a network as it is exported: Recall@K, MAP@R and R-precision with 95 % intervals
(classes drawn again), NMI, AMI and F1 of k-means. Of a run, on the pictures that were held
back until now; that is written to RUN/evaluation.json and into its report. Any other ONNX file
or card on the pictures of a configuration: what a run must beat.

  --data CONFIG      whose pictures; of a run, its own by default
  --split PART       test, by default, or validation, which a run has been chosen by
  --output NAME      the vector that counts, if a file has several outputs
  --set FIELD=VALUE  replaces a field of the configuration
  --json             the result as JSON`,

  run: async (given, output, signal) => {
    const { positionals, values } = parseWords(
      given,
      { ...heldBackOptions, output: { type: "string" }, json: { type: "boolean", default: false } },
      { least: 1, most: 1, words: "one run, ONNX file or card is needed" },
    );
    const [word] = positionals as [string];
    const pictures = await heldBack(word, values, output, signal);
    const { normalise } = pictures.data;
    const subject = pictures.ofRun
      ? ofRun(word, pictures)
      : word.endsWith(".onnx")
        ? { file: word, normalise }
        : ofCard(word);
    const evaluated = await evaluateOn(pictures, { ...(await subject), output: values.output }, signal);
    if (pictures.ofRun && values.data === undefined && values.split === "test") await keep(word, evaluated, signal);
    show(evaluated.evaluation, values.json, output);
    return 0;
  },
};

/** An ONNX file, and how it takes pictures. */
interface Subject {
  readonly file: string;
  readonly normalise: Normalisation;
  readonly output?: string | undefined;
}

async function ofRun(folder: string, { data }: HeldBack): Promise<Subject> {
  const normalise = await normalisationOf((await readRun(folder)).config, data);
  return { file: path.join(folder, runFiles.model), normalise };
}

async function ofCard(word: string): Promise<Subject> {
  const { card, weights } = await findEmbedder(word);
  const { mean, divisor, channels } = card.input;
  const normalise = { mean, divisor, channels: channels === "bgr" ? "bgr" : "rgb" } as const;
  return { file: weights, normalise, output: card.output.tensor };
}

async function evaluateOn({ config, data, dataset }: HeldBack, subject: Subject, signal: AbortSignal) {
  const { threads, workers, seed, evaluation: choice } = config;
  const { file, normalise, output } = subject;
  const model = await openOnnxModel(await readFile(file), { file, output, threads });
  try {
    const options = { dataset, steps: data.steps, normalise, batchSize: choice.batchSize, workers, signal };
    const embeddings = await embedPictures(model.embed, options);
    const { figures, classes } = await testQuality(embeddings, dataset.labels, choice, seed, signal);
    const evaluation: Evaluation = {
      format: evaluationFormat,
      data: dataset.name,
      pictures: dataset.labels.length,
      classes: dataset.classes.length,
      figures,
      perClass: classes,
    };
    return { evaluation, embedded: { dataset, embeddings } };
  } finally {
    await model.close();
  }
}

type Evaluated = Awaited<ReturnType<typeof evaluateOn>>;

async function keep(folder: string, { evaluation, embedded }: Evaluated, signal: AbortSignal): Promise<void> {
  const run = await openRun(folder);
  try {
    await run.write(runFiles.evaluation, `${JSON.stringify(evaluation, null, 1)}\n`);
    for (const { name, content } of await reportOf(await readRun(folder), embedded, signal))
      await run.write(name, content);
  } finally {
    await run.close();
  }
}

function show({ data, pictures, classes, figures }: Evaluation, asJson: boolean, output: Output): void {
  if (asJson) return output.line(JSON.stringify({ data, pictures, classes, figures }, null, 2));
  output.line(`${data}: ${pictures} pictures of ${classes} classes`);
  const rows = figures.map(({ name, value, interval }) => {
    return [name, value.toFixed(4), interval ? `${interval[0].toFixed(4)}–${interval[1].toFixed(4)}` : ""];
  });
  output.line(table(["figure", "value", "95 %"], rows));
}
