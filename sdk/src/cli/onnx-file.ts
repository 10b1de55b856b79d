import { InferenceSession } from "onnxruntime-node";
import { Problem } from "../core/index.ts";

/** A tensor as an ONNX file declares it. */
export interface TensorInfo {
  readonly name: string;
  /** `float32` and so on; empty for what is no tensor. */
  readonly type: string;
  /** A name stands for a length that the caller chooses. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxFile {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

/**
 * What a model takes and gives.
 *
 * @throws Problem `inference_failed` if onnxruntime cannot load it
 */
export async function describeOnnx(bytes: Uint8Array): Promise<OnnxFile> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 }).catch((cause: unknown) => {
    throw new Problem("inference_failed", `onnxruntime-node cannot load it: ${(cause as Error).message}`, { cause });
  });
  try {
    return { inputs: session.inputMetadata.map(tensorInfo), outputs: session.outputMetadata.map(tensorInfo) };
  } finally {
    await session.release();
  }
}

/** `image: float32 batch x 3 x 150 x 150` */
export function inWords({ name, type, shape }: TensorInfo): string {
  return `${name}: ${type} ${shape.map((length) => (length === "" ? "?" : length)).join(" x ")}`;
}

/** Whether a declared length may be this one. */
export function mayBe(declared: number | string | undefined, length: number): boolean {
  // onnxruntime gives -1 or a name for what is not fixed.
  return declared !== undefined && (typeof declared === "string" || declared < 0 || declared === length);
}

/** Whether the caller chooses this length. */
export function isFree(declared: number | string | undefined): boolean {
  return typeof declared === "string" || (typeof declared === "number" && declared < 0);
}

function tensorInfo(metadata: InferenceSession.ValueMetadata): TensorInfo {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: "", shape: [] };
}
