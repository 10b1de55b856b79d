import path from "node:path";
import { configDigest } from "../config/config-digest.ts";
import { type ResolvedConfig, readConfig } from "../config/read-config.ts";
import { resolvedYaml } from "../config/resolved-yaml.ts";
import { reportOf } from "../report/index.ts";
import { type Experiment, openExperiment } from "../run/experiment.ts";
import { loadData } from "../run/load-data.ts";
import type { LoadedData } from "../run/loaded-data.ts";
import { withWeightsDigest } from "../run/pretrained.ts";
import { readRun } from "../run/read-run.ts";
import { createRun, nextFolder, type OpenRun, resumeRun } from "../run/run-folder.ts";
import { runFiles, runFormat } from "../run/run-format.ts";
import { trainInto } from "../run/training-run.ts";
import type { Checkpoint } from "../train/index.ts";
import { readCheckpoint } from "../train/checkpoint-file.ts";
import { TrainingError } from "../training-error.ts";
import { type Command, Misuse, type Output, stoppedCode } from "./command.ts";
import { parseWords } from "./parse-words.ts";
import { showProgress } from "./progress.ts";

/** `likeness-models train` */
export const train: Command = {
  help: `likeness-models train CONFIG [options]
likeness-models train --resume RUN [options]

Trains an embedding network as a YAML or JSON file says (likeness-models schema), into a run
folder: config.yaml as it was resolved, metrics.jsonl, the best network as model.onnx,
checkpoint.tensors to go on from, report.html with curves, a map and nearest neighbours.
Ctrl-C stops after the step under way, with a checkpoint; once more quits at once.

  --out DIR          the run folder; by default runs/NAME-1, -2, …
  --resume RUN       goes on from the last checkpoint, as if there had been no pause
  --set FIELD=VALUE  replaces a field, such as loss.margin=0.2; as often as you like. With
                     --resume only how long and on how many threads: until, threads, workers
  --quiet            no progress
  --json             the result as JSON`,

  run: async (given, output, signal) => {
    const { positionals, values } = parseWords(
      given,
      {
        out: { type: "string" },
        resume: { type: "string" },
        set: { type: "string", multiple: true, default: [] },
        quiet: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
      { least: 0, most: 1, words: "one configuration is needed" },
    );
    const [file] = positionals;
    if ((file === undefined) === (values.resume === undefined))
      throw new Misuse("either a configuration or --resume RUN is needed");
    if (values.resume !== undefined && values.out !== undefined)
      throw new Misuse("--resume goes on in its own folder: --out has no place");
    const start =
      values.resume === undefined ? await begin(file!, values.set, values.out) : await goOn(values.resume, values.set);
    const { config } = start;
    const data = await loadData(config.data, { note: output.note, signal });
    const experiment = await openExperiment(config, data);
    const run = await start.open();
    try {
      if (!values.quiet) output.note(`${config.name}: ${sizeOf(data)}; into ${run.folder}`);
      const clock = () => performance.now();
      const progress = showProgress({ output, clock, quiet: values.quiet });
      const training = {
        config,
        data,
        experiment,
        run,
        from: start.from,
        spent: start.spent,
        signal,
        clock,
        tell: progress.tell,
      };
      const reason = await trainInto(training).finally(progress.close);
      await report(run, data, experiment, reason === "aborted" ? undefined : signal);
      return await conclude(run, reason === "aborted", values.json, output);
    } finally {
      await run.close();
      await experiment.close();
    }
  },
};

interface Start {
  readonly config: ResolvedConfig;
  readonly from?: Checkpoint;
  readonly spent: number;
  open(): Promise<OpenRun>;
}

async function begin(file: string, settings: readonly string[], out: string | undefined): Promise<Start> {
  const config = await withWeightsDigest(await readConfig(file, settings));
  const manifest = {
    format: runFormat,
    created: new Date().toISOString(),
    config: configDigest(config),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  } as const;
  const open = async () => {
    const folder = out ?? config.out ?? (await nextFolder(path.join("runs", config.name)));
    return createRun(folder, { config: resolvedYaml(config), manifest });
  };
  return { config, spent: 0, open };
}

async function goOn(folder: string, settings: readonly string[]): Promise<Start> {
  const { config, manifest, lines } = await readRun(folder, settings);
  if (configDigest(config) !== manifest.config) {
    throw new TrainingError(
      "wrong_checkpoint",
      `${folder} was trained with another configuration: only until, threads, workers and checkpoints may change`,
    );
  }
  const from = await readCheckpoint(path.join(folder, runFiles.checkpoint));
  const { step } = from.progress;
  const spent = lines.findLast((line) => line.step <= step)?.seconds ?? 0;
  const open = async () => {
    const run = await resumeRun(folder, step);
    await run.write(runFiles.config, resolvedYaml(config));
    return run;
  };
  return { config, from, spent, open };
}

/** A run that was stopped has no map: whoever stops a training wants it to end. */
async function report(
  run: OpenRun,
  { validation }: LoadedData,
  experiment: Experiment,
  signal: AbortSignal | undefined,
): Promise<void> {
  const embedded = signal && { dataset: validation, embeddings: await experiment.embed(validation, signal) };
  for (const { name, content } of await reportOf(await readRun(run.folder), embedded, signal))
    await run.write(name, content);
}

async function conclude({ folder }: OpenRun, isStopped: boolean, asJson: boolean, output: Output): Promise<number> {
  const { lines, config } = await readRun(folder);
  const best = lines.findLast((line) => line.kind === "evaluation" && line.isBest);
  const end = lines.findLast((line) => line.kind === "end");
  const metrics = best?.kind === "evaluation" ? best.metrics : {};
  if (asJson) {
    output.line(
      JSON.stringify(
        { run: folder, reason: end?.reason, steps: end?.step, best: best && { step: best.step, metrics } },
        null,
        2,
      ),
    );
  } else {
    const { metric } = config.evaluation;
    if (best) output.line(`best ${metric} in validation: ${metrics[metric]!.toFixed(4)} at step ${best.step}`);
    output.line(`report: ${path.join(folder, runFiles.report)}`);
  }
  if (isStopped) output.note(`stopped at step ${end?.step}; it goes on by: likeness-models train --resume ${folder}`);
  else if (!asJson) output.line(`test it: likeness-models eval ${folder}`);
  return isStopped ? stoppedCode : 0;
}

function sizeOf({ train, validation, test }: LoadedData): string {
  const part = (name: string, { labels, classes }: LoadedData["train"]) =>
    `${name} ${labels.length} pictures of ${classes.length} classes`;
  return [part("train", train), part("validation", validation), part("test", test)].join(", ");
}
