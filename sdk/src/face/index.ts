export * from "./detect.ts";
export * from "./face-embedder.ts";
export * from "./model.ts";
export * from "./onnxruntime.ts";
export * from "./quality.ts";
export type * from "./session.ts";
