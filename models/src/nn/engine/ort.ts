import type * as common from "onnxruntime-common";

/** onnxruntime-node or onnxruntime-web, as far as training needs it: whoever makes a learner brings it. */
export type Ort = Pick<typeof common, "InferenceSession" | "Tensor" | "env">;
export type Session = common.InferenceSession;
export type SessionOptions = common.InferenceSession.SessionOptions;
export type OrtTensor = common.Tensor;
export type OrtTensors = Readonly<Record<string, OrtTensor>>;

/**
 * Threads sleep while they wait, unless told otherwise. Each session has threads of its own: those of the one that has
 * just run would spin on the cores that the next one needs, and the workers that load batches (on two cores beside other
 * work a step took four times as long).
 */
export function sleeping(options: SessionOptions = {}): SessionOptions {
  return { ...options, extra: options.extra ?? { session: { intra_op: { allow_spinning: "0" } } } };
}

/** The values of a float32 tensor, not copied. */
export function floats(tensor: OrtTensor): Float32Array {
  return tensor.data as Float32Array;
}

/**
 * Whether the runtime writes results into tensors that it is given. onnxruntime-node does; onnxruntime-web computes in
 * the memory of its module and leaves them as they were.
 */
export function writesInPlace({ env }: Ort): boolean {
  return env.versions.node !== undefined;
}
