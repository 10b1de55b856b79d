import type * as OnnxRuntimeCommon from "onnxruntime-common";

/** What onnxruntime-node and onnxruntime-web have in common; whoever calls brings one of them. */
export type Ort = Pick<typeof OnnxRuntimeCommon, "InferenceSession" | "Tensor">;
