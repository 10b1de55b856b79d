import { readFile } from "node:fs/promises";
import path from "node:path";
import { table } from "@likeness/bench";
import { cardJson, parseCard } from "@likeness/sdk/face";
import { writeAtomically } from "../atomic-write.ts";
import { calibrateCard } from "../calibrate/index.ts";
import { subjectScores } from "../metrics/index.ts";
import { seeded } from "../random.ts";
import { someClasses } from "../report/some-classes.ts";
import { cosinesOf } from "../cosines.ts";
import { onDisk } from "../run/disk.ts";
import { embedPictures } from "../data/embed-pictures.ts";
import { findEmbedder } from "../run/find-model.ts";
import { openOnnxModel } from "../run/onnx-model.ts";
import { runFiles } from "../run/run-format.ts";
import { pick } from "../data/pick.ts";
import { TrainingError } from "../training-error.ts";
import { type Command, Misuse } from "./command.ts";
import { heldBack, heldBackOptions } from "./held-back.ts";
import { parseWords } from "./parse-words.ts";

/** `likeness-models calibrate` */
export const calibrate: Command = {
  help: `likeness-models calibrate RUN [options]
likeness-models calibrate CARD --data CONFIG [options]

Compares all pairs of pictures that a network was not trained on, fits what a score is worth and
at which thresholds it errs how often, and writes that into the card: beside what was measured,
with intervals by subject. Of a run the card must be there (likeness-models export RUN).

  --data CONFIG      whose pictures; of a run, its own by default
  --split PART       test, by default, or validation
  --fmr RATE         a false match rate to have a threshold for; as often as you like. By default
                     all from 0.01 down that the pairs support
  --pictures N       at most so many, whole classes by chance; 1000 by default
  --draws N          of subjects, for the intervals; 100 by default. Each fits again to all pairs
  --out FILE         where to; by default the card is replaced
  --set FIELD=VALUE  replaces a field of the configuration
  --json             the calibration as JSON`,

  run: async (given, output, signal) => {
    const { positionals, values } = parseWords(
      given,
      {
        ...heldBackOptions,
        fmr: { type: "string", multiple: true, default: [] },
        pictures: { type: "string", default: "1000" },
        draws: { type: "string", default: "100" },
        out: { type: "string" },
        json: { type: "boolean", default: false },
      },
      { least: 1, most: 1, words: "one run or card is needed" },
    );
    const rates = values.fmr.map((text) => numberOf("fmr", text, (value) => value > 0 && value < 1));
    const limit = numberOf("pictures", values.pictures, (value) => Number.isInteger(value) && value > 1);
    const draws = numberOf("draws", values.draws, (value) => Number.isInteger(value) && value > 0);
    const [word] = positionals as [string];
    const { config, data, dataset: all, ofRun } = await heldBack(word, values, output, signal);
    const { card, file, weights } = await findEmbedder(ofRun ? path.join(word, runFiles.card) : word);
    const { seed, threads, workers, evaluation } = config;
    const dataset = pick(all, someClasses(all.labels, limit, seeded(seed, 7)));
    const model = await openOnnxModel(await readFile(weights), { file: weights, output: card.output.tensor, threads });
    try {
      const options = {
        dataset,
        steps: data.steps,
        normalise: data.normalise,
        batchSize: evaluation.batchSize,
        workers,
        signal,
      };
      const embeddings = await embedPictures(model.embed, options);
      if (embeddings.columns !== card.dimension) {
        throw new TrainingError(
          "model_unsupported",
          `${weights} gives ${embeddings.columns} values, its card says ${card.dimension}`,
        );
      }
      output.note(`comparing ${dataset.labels.length} pictures, each with all others; drawing subjects ${draws} times`);
      const scores = subjectScores(Array.from(dataset.labels, String), cosinesOf(embeddings));
      const calibrated = calibrateCard(card, scores, {
        data: `${dataset.name}: ${dataset.labels.length} pictures of ${new Set(dataset.labels).size} classes`,
        protocol: "all pairs of pictures, by cosine",
        ...(rates.length > 0 && { rates }),
        random: seeded(seed, 8).uniform,
        rounds: draws,
      });
      // Nobody would read a card that is not right; what is there stays.
      parseCard(calibrated);
      const target = values.out ?? file;
      await onDisk(target, () => writeAtomically(target, cardJson(calibrated)));
      const { matedPairs, nonMatedPairs, thresholds } = calibrated.calibration;
      if (values.json) {
        output.line(JSON.stringify(calibrated.calibration, null, 2));
        return 0;
      }
      output.line(`${target}: ${matedPairs} mated and ${nonMatedPairs} non-mated pairs of ${dataset.name}`);
      const rows = thresholds.map(({ fmr, score, fnmr, falseMatches }) => [
        fmr.toPrecision(3),
        score.toFixed(4),
        fnmr.toPrecision(3),
        String(falseMatches),
      ]);
      output.line(table(["false match rate", "from a cosine of", "mated pairs missed", "false matches"], rows));
      return 0;
    } finally {
      await model.close();
    }
  },
};

function numberOf(option: string, text: string, isRight: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() === "" || !isRight(value)) throw new Misuse(`--${option} cannot be ${text}`);
  return value;
}
