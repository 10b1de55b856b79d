export * from "./detect.ts";
export type * from "./detection.ts";
export * from "./face-embedder.ts";
export * from "./landmarks.ts";
export * from "./model.ts";
export * from "./onnxruntime.ts";
export * from "./quality.ts";
export type * from "./session.ts";
