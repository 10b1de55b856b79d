import { readFile } from "node:fs/promises";
import path from "node:path";
import { cardJson } from "@likeness/sdk/face";
import { writeAtomically } from "../atomic-write.ts";
import { onDisk } from "../run/disk.ts";
import { openOnnxModel } from "../run/onnx-model.ts";
import { readRun } from "../run/read-run.ts";
import { cardOfRun, whyNoCard } from "../run/run-card.ts";
import { runFiles } from "../run/run-format.ts";
import { TrainingError } from "../training-error.ts";
import { type Command, Misuse } from "./command.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models export` */
export const exportRun: Command = {
  help: `likeness-models export RUN [options]

Writes the card of a run's best network beside its model.onnx: digest, how pictures become its
input, what it was trained with, what was measured (likeness-models eval RUN, before this),
golden vectors by which any runtime is held to it. Thresholds come by likeness-models calibrate.

  --out DIR       writes both there, as NAME.onnx and NAME.json
  --name NAME     of the model; that of the run by default
  --licence SPDX  of the weights; NOASSERTION by default
  --author TEXT   who trained it
  --json          the result as JSON`,

  run: async (given, output) => {
    const { positionals, values } = parseWords(
      given,
      {
        out: { type: "string" },
        name: { type: "string" },
        licence: { type: "string", default: "NOASSERTION" },
        author: { type: "string", default: "Not documented." },
        json: { type: "boolean", default: false },
      },
      { least: 1, most: 1, words: "one run is needed" },
    );
    const [folder] = positionals as [string];
    const { out, licence, author, json } = values;
    const run = await readRun(folder);
    const name = values.name ?? run.config.name;
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
      throw new Misuse(`--name: letters, digits, dots and dashes, not ${name}`);
    const source = path.join(folder, runFiles.model);
    const bytes = await readFile(source).catch((cause: unknown) => {
      throw new TrainingError("data_invalid", `${folder} has no network yet: it was not evaluated once`, { cause });
    });
    const target =
      out === undefined
        ? { onnx: source, card: path.join(folder, runFiles.card) }
        : { onnx: path.join(out, `${name}.onnx`), card: path.join(out, `${name}.json`) };
    const model = await openOnnxModel(bytes, { file: source, threads: run.config.threads });
    try {
      const missing = whyNoCard(run.config);
      const card =
        missing === undefined
          ? await cardOfRun(run, model, bytes, path.basename(target.onnx), { name, licence, author })
          : undefined;
      const written = [target.onnx, ...(card ? [target.card] : [])];
      if (target.onnx !== source) await onDisk(target.onnx, () => writeAtomically(target.onnx, bytes));
      if (card) await onDisk(target.card, () => writeAtomically(target.card, cardJson(card)));
      output.line(
        json
          ? JSON.stringify({ modelId: card?.modelId, files: written }, null, 2)
          : [...(card ? [card.modelId] : []), ...written].join("\n"),
      );
      if (missing !== undefined) output.note(missing);
      return 0;
    } finally {
      await model.close();
    }
  },
};
