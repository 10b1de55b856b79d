import * as ort from "onnxruntime-node";
import { cutAt } from "../fuse/index.ts";
import { type Matrix, matrix } from "../matrix.ts";
import type { Inputs } from "../nn/index.ts";
import { TrainingError } from "../training-error.ts";

/** An ONNX file that makes vectors of pictures. */
export interface OnnxModel {
  /** The names of its tensors. */
  readonly input: string;
  readonly output: string;
  /** Of the input as the file has it: lengths, and names where they are free. */
  readonly shape: readonly (number | string)[];
  /** One vector a picture. */
  embed(inputs: Inputs): Promise<Matrix<Float32Array>>;
  close(): Promise<void>;
}

export interface OnnxModelOptions {
  /** For messages. */
  readonly file: string;
  /** The value to take, if it has several outputs or the one wanted lies within. */
  readonly output?: string | undefined;
  readonly threads: number;
}

/** @throws {TrainingError} `model_unsupported` for a file that is no network from one input to one vector */
export async function openOnnxModel(
  bytes: Uint8Array,
  { file, output, threads }: OnnxModelOptions,
): Promise<OnnxModel> {
  const model = output === undefined ? bytes : cutAt(bytes, output, { file });
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads }).catch((cause: unknown) => {
    throw new TrainingError("model_unsupported", `${file} cannot be run: ${(cause as Error).message}`, { cause });
  });
  const input = only(session.inputNames, `${file} has several inputs`);
  const vector = only(session.outputNames, `${file} has several outputs, of which one must be named`);
  return {
    input,
    output: vector,
    shape: shapeOf(session.inputMetadata[0]),
    async embed({ data, shape }) {
      const [rows = 0] = shape;
      const results = await session
        .run({ [input]: new ort.Tensor("float32", data, [...shape]) })
        .catch((cause: unknown) => {
          throw new TrainingError(
            "model_unsupported",
            `${file} does not take [${shape.join(", ")}]: ${(cause as Error).message}`,
            { cause },
          );
        });
      const values = results[vector]!.data;
      if (!(values instanceof Float32Array))
        throw new TrainingError("model_unsupported", `${file} gives no float32 in ${vector}`);
      return matrix(values, rows, values.length / rows);
    },
    close: () => session.release(),
  };
}

function only(names: readonly string[], several: string): string {
  if (names.length === 1) return names[0]!;
  throw new TrainingError("model_unsupported", `${several}: ${names.join(", ")}`);
}

function shapeOf(metadata: ort.InferenceSession.ValueMetadata | undefined): readonly (number | string)[] {
  return metadata?.isTensor ? metadata.shape : [];
}
