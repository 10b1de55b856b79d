import { readFile } from "node:fs/promises";
import path from "node:path";
import { table } from "@likeness/bench";
import { type ResolvedConfig, readConfig } from "../config/read-config.ts";
import type { Normalisation } from "../data/augment/normalise.ts";
import { reportOf } from "../report/index.ts";
import { embedPictures } from "../run/embed-pictures.ts";
import { type Evaluation, evaluationFormat } from "../run/evaluation-file.ts";
import { normalisationOf } from "../run/experiment.ts";
import { findEmbedder } from "../run/find-model.ts";
import { loadData, type LoadedData } from "../run/load-data.ts";
import { openOnnxModel } from "../run/onnx-model.ts";
import { testQuality } from "../run/quality.ts";
import { isRun, readRun } from "../run/read-run.ts";
import { openRun } from "../run/run-folder.ts";
import { runFiles } from "../run/run-format.ts";
import { type Command, Misuse, type Output } from "./command.ts";
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
      {
        data: { type: "string" },
        split: { type: "string", default: "test" },
        output: { type: "string" },
        set: { type: "string", multiple: true, default: [] },
        json: { type: "boolean", default: false },
      },
      { least: 1, most: 1, words: "one run, ONNX file or card is needed" },
    );
    const { split } = values;
    if (split !== "test" && split !== "validation") throw new Misuse(`--split is test or validation, not ${split}`);
    const [word] = positionals as [string];
    const ofOwn = await isRun(word);
    if (!ofOwn && values.data === undefined) throw new Misuse(`${word} is no run: --data CONFIG must name the pictures`);
    const config = values.data === undefined ? (await readRun(word, values.set)).config : await readConfig(values.data, values.set);
    const data = await loadData(config.data, { note: output.note, signal });
    const subject = ofOwn ? await ofRun(word, data) : await ofModel(word, data);
    const evaluated = await evaluateOn(data, split, { ...subject, output: values.output }, config, signal);
    if (ofOwn && values.data === undefined && split === "test") await keep(word, evaluated, signal);
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

async function ofRun(folder: string, data: LoadedData): Promise<Subject> {
  return { file: path.join(folder, runFiles.model), normalise: await normalisationOf((await readRun(folder)).config, data) };
}

async function ofModel(word: string, { normalise }: LoadedData): Promise<Subject> {
  if (word.endsWith(".onnx")) return { file: word, normalise };
  const { card, weights } = await findEmbedder(word);
  const { mean, divisor, channels } = card.input;
  return { file: weights, normalise: { mean, divisor, channels: channels === "bgr" ? "bgr" : "rgb" }, output: card.output.tensor };
}

async function evaluateOn(data: LoadedData, split: "test" | "validation", subject: Subject, config: ResolvedConfig, signal: AbortSignal) {
  const { threads, workers, seed, evaluation: choice } = config;
  const { file, normalise, output } = subject;
  const dataset = data[split];
  const model = await openOnnxModel(await readFile(file), { file, output, threads });
  try {
    const options = { fixed: data.fixed, normalise, batchSize: choice.batchSize, workers, signal };
    const embeddings = await embedPictures(dataset, (inputs) => model.embed(inputs), options);
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
    for (const { name, content } of await reportOf(await readRun(folder), embedded, signal)) await run.write(name, content);
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
