import type { OperatorSetIdProto } from "onnx-buf";
import { TrainingError } from "../training-error.ts";
import type { OnnxModel } from "./model-file.ts";

/**
 * Which version of ONNX's own operators a model is written in.
 *
 * @throws {TrainingError} `model_unsupported` where it does not say
 */
export function opsetOf({ opsetImport }: OnnxModel, file: string): OperatorSetIdProto {
  const own = opsetImport.find(({ domain }) => isOwn(domain));
  if (!own) throw new TrainingError("model_unsupported", `${file} does not say which version of ONNX's operators it has`);
  return own;
}

/** ONNX's own operators go by two names. */
export const isOwn = (domain: string): boolean => domain === "" || domain === "ai.onnx";

/** The first version of the file format that each version of the operators came with (onnx, Versioning.md). */
const formats: readonly (readonly [opset: number, ir: bigint])[] = [
  [23, 11n],
  [21, 10n],
  [19, 9n],
  [15, 8n],
  [12, 7n],
  [11, 6n],
  [10, 5n],
  [9, 4n],
];

export function leastFormat(opset: number): bigint {
  return formats.find(([first]) => opset >= first)?.[1] ?? 3n;
}
