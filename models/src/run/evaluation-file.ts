import { readFile } from "node:fs/promises";
import { TrainingError } from "../training-error.ts";

/** The version of a written evaluation. A reader refuses another one. */
export const evaluationFormat = "likeness-evaluation/1";

/** What was measured of a network on pictures that it was neither trained nor chosen by. */
export interface Evaluation {
  readonly format: typeof evaluationFormat;
  /** Of the pictures. */
  readonly data: string;
  readonly pictures: number;
  readonly classes: number;
  readonly figures: readonly EvaluationFigure[];
  /** By which runs on the same pictures are held against each other class by class. */
  readonly perClass: ClassSums;
}

/** Of each class that has queries, in the order of the labels. */
export interface ClassSums {
  readonly queries: readonly number[];
  /** By the name of a figure, the sum over the queries of each class. */
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

export interface EvaluationFigure {
  /** `recall@1`, `nmi`, … */
  readonly name: string;
  readonly value: number;
  /** Where the value lies with 95 % confidence, by drawing whole classes again. */
  readonly interval?: readonly [number, number];
}

/** @throws {TrainingError} `data_invalid` where there is none, or one of another version */
export async function readEvaluation(file: string): Promise<Evaluation> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new TrainingError("data_invalid", `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  const evaluation = parsed(text);
  if (evaluation?.format === evaluationFormat) return evaluation;
  throw new TrainingError(
    "data_invalid",
    `${file} has the format ${String(evaluation?.format)}; this program reads ${evaluationFormat}`,
  );
}

function parsed(text: string): Evaluation | undefined {
  try {
    return JSON.parse(text) as Evaluation;
  } catch {
    return undefined;
  }
}
