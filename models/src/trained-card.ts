import {
  type Calibration,
  type DatasetUse,
  type EmbedderCard,
  type Measurement,
  modelIdOf,
  type ModelCard,
  type PictureEmbedderCard,
  Problem,
  uncalibrated,
} from "@likeness/sdk/core";
import { parseCard } from "@likeness/sdk/face";
import { withWeights } from "./card-file.ts";
import { withGolden } from "./golden.ts";
import { readModel } from "./onnx/model-file.ts";
import { TrainingError } from "./training-error.ts";

/** How a model's input is made: of an aligned face, or of a whole picture. The tensors are the file's. */
export type TrainedInput =
  | (Omit<EmbedderCard["input"], "tensor"> & Pick<EmbedderCard, "alignment">)
  | Omit<PictureEmbedderCard["input"], "tensor">;

export interface TrainedModel {
  /** Letters, digits, dots and dashes: it becomes part of file names and of the `modelId`. */
  readonly name: string;
  /** The ONNX file: one input, N x channels x height x width, and one output, N x dimension. */
  readonly onnx: Uint8Array;
  /** What the file is called beside the card; `NAME.onnx` by default. */
  readonly file?: string;
  readonly input: TrainedInput;
  readonly licence: ModelCard["licence"];
  readonly provenance: {
    readonly author: string;
    /** How it was trained, in words. */
    readonly training: string;
    /** Where it can be had, or the training's configuration. */
    readonly source: string;
    /** All data that the weights were made or chosen with, a frozen backbone's too, and the terms it is under. */
    readonly datasets: readonly DatasetUse[];
    /** SHA-256 of the training's configuration, in hex. */
    readonly config?: string;
    /** The `modelId` of the frozen network below. */
    readonly backbone?: string;
  };
  readonly accuracy?: readonly Measurement[];
  /** Without it no host decides by the model. */
  readonly calibration?: Calibration;
}

/**
 * The card of a model that was trained, or fused of a backbone and a head: with its digest, its golden vectors, made by
 * running it, and the `modelId` that follows. Its dimension is what the model gives. The SDK reads it.
 *
 * @throws {TrainingError} `model_unsupported` for a file that is no model of one input and one output, or that does not
 *   take what `input` says; `config_invalid` for words that no card can have, naming the field
 */
export async function trainedCard(model: TrainedModel): Promise<EmbedderCard | PictureEmbedderCard> {
  const { name, onnx, file = `${name}.onnx`, input, provenance } = model;
  const { graph } = readModel(onnx, file);
  const [taken, given] = [only(graph.input, file, "input"), only(graph.output, file, "output")];
  const { task, ...space } = spaceOf(input, taken);
  const card = {
    format: "likeness-card/1",
    task,
    name,
    modelId: "",
    weights: { file, bytes: 0, sha256: "" },
    licence: model.licence,
    provenance: { package: "none", ...provenance },
    accuracy: model.accuracy ?? [],
    ...space,
    output: { tensor: given },
    dimension: 0,
    normalisation: "l2",
    calibration: model.calibration ?? uncalibrated,
  } as EmbedderCard | PictureEmbedderCard;
  const run = await withGolden(await withWeights(card, onnx), onnx).catch((cause: unknown) => {
    throw new TrainingError("model_unsupported", `${file} does not run on the input that its card says: ${wordsOf(cause)}`, { cause });
  });
  const measured = { ...run, dimension: dimensionOf(run, file) };
  return checked({ ...measured, modelId: await modelIdOf(measured) });
}

function spaceOf(input: TrainedInput, tensor: string) {
  if (!("alignment" in input)) return { task: "embed-picture", input: { tensor, ...input } };
  const { alignment, ...pixels } = input;
  return { task: "embed", input: { tensor, ...pixels }, alignment };
}

function only(values: readonly { readonly name: string }[], file: string, what: string): string {
  const [first, ...others] = values.map(({ name }) => name);
  if (first !== undefined && others.length === 0) return first;
  throw new TrainingError("model_unsupported", `${file} has ${values.length} ${what}s, an embedder has one`);
}

/** What the model gave for one picture. */
function dimensionOf({ golden, output }: EmbedderCard | PictureEmbedderCard, file: string): number {
  const shape = golden!.outputs[output.tensor]!.shape;
  if (shape.length === 2 && shape[0] === 1) return shape[1]!;
  throw new TrainingError("model_unsupported", `${file} gives [${shape.join(", ")}] for one picture, an embedder gives [1, dimension]`);
}

function checked(card: EmbedderCard | PictureEmbedderCard): EmbedderCard | PictureEmbedderCard {
  try {
    parseCard(card);
    return card;
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    throw new TrainingError("config_invalid", `the card of ${card.name}: ${cause.message}`, { cause });
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
