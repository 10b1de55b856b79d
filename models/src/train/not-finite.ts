import { allFinite } from "../all-finite.ts";
import type { Batch } from "../losses/loss.ts";
import { rowOf } from "../matrix.ts";
import { TrainingError } from "../training-error.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** So many pictures are named in a message; the cause names them all. */
const named = 8;

/** Where a value is not finite: the step, and what its batch was made of. */
export interface StepPlace {
  readonly epoch: number;
  readonly step: number;
  /** What the pictures of the batch are called. */
  readonly pictures: readonly string[];
}

export function notFinite(what: string, { epoch, step, pictures }: StepPlace, cause?: unknown): TrainingError {
  const more = pictures.length > named ? ` and ${pictures.length - named} more` : "";
  return new TrainingError(
    "not_finite",
    `${what} at epoch ${epoch}, step ${step}, for ${pictures.slice(0, named).join(", ")}${more}; this step changed nothing`,
    { cause: cause ?? new Error(`the pictures of the batch: ${pictures.join(", ")}`) },
  );
}

/** @throws {TrainingError} `not_finite`, naming the pictures whose embeddings are not */
export function checkEmbeddings({ embeddings, labels }: Batch, place: () => StepPlace): void {
  if (allFinite(embeddings.data)) return;
  const rows = [...labels.keys()].filter((row) => !allFinite(rowOf(embeddings, row)));
  const { pictures, ...where } = place();
  throw notFinite("embeddings are not finite", { ...where, pictures: rows.map((row) => pictures[row]!) });
}

/** A step whose loss was finite may still have thrown the weights out: such a state is never written over a good one. */
export function checkState({ learner, parameters, progress }: Checkpoint): void {
  const broken =
    Object.entries(learner).find(([, { data }]) => !allFinite(data)) ??
    Object.entries(parameters).find(([, values]) => !allFinite(values));
  if (broken === undefined) return;
  throw new TrainingError(
    "not_finite",
    `${broken[0]} is not finite after epoch ${progress.epoch}, step ${progress.step}; the former checkpoint is kept`,
  );
}
