import { TensorProto_DataType as DataType, type GraphProto } from "onnx-buf";
import { TrainingError } from "../training-error.ts";
import { shapeBetween, type Between } from "./between.ts";
import type { Files } from "./files.ts";
import { agreed, elementType, flattened, setLengths, shapeInWords, shapeOf, type Lengths, type Shape } from "./shape.ts";

/**
 * Holds a backbone's only output to a head's only input, and gives the names of lengths in both graphs one meaning, in
 * place.
 *
 * @throws {TrainingError} `model_unsupported` where they are not of one type and shape
 */
export function fit(backbone: GraphProto, head: GraphProto, between: Between, files: Files): void {
  const [given, taken] = [backbone.output[0]!, head.input[0]!];
  const types = [elementType(given), elementType(taken)] as const;
  if (types[0] !== types[1] && types[0] !== 0 && types[1] !== 0) {
    throw new TrainingError(
      "model_unsupported",
      `${files.backbone} gives ${given.name} of ${typeInWords(types[0])}, ${files.head} takes ${taken.name} of ${typeInWords(types[1])}`,
    );
  }
  const [shape, wanted] = [shapeOf(given), shapeOf(taken)];
  const lengths = agreed(shapeBetween(shape, between), wanted);
  if (!lengths) throw misfit(shape, wanted, between, given.name, taken.name, files);
  const own = namesOfLengths(backbone);
  setLengths(backbone, (name) => lengths.given.get(name) ?? name);
  // A name that both have by chance is not one length.
  setLengths(head, (name) => settled(lengths.taken.get(name), lengths.given) ?? (own.has(name) ? `head/${name}` : name));
}

function settled(length: number | string | undefined, given: Lengths): number | string | undefined {
  return typeof length === "string" ? (given.get(length) ?? length) : length;
}

function namesOfLengths({ input, output, valueInfo }: GraphProto): Set<string> {
  const dims = [...input, ...output, ...valueInfo].flatMap((value) => shapeOf(value) ?? []);
  return new Set(dims.filter((dim) => typeof dim === "string"));
}

function misfit(shape: Shape, wanted: Shape, between: Between, from: string, to: string, files: Files): TrainingError {
  const gives = `${files.backbone} gives ${from} ${shapeInWords(shape)}`;
  const made = between.flatten ? `, flattened to ${shapeInWords(flattened(shape))}` : "";
  const hint = !between.flatten && agreed(flattened(shape), wanted) ? "; it would fit with `flatten`" : "";
  return new TrainingError(
    "model_unsupported",
    `${gives}${made}, but ${files.head} takes ${to} ${shapeInWords(wanted)}${hint}`,
  );
}

const typeInWords = (type: number): string => DataType[type]?.toLowerCase() ?? `the unknown type ${type}`;
