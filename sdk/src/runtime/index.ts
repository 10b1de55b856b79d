export * from "./onnxruntime.ts";
export type * from "./session.ts";
