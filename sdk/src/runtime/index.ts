export { onnxRuntime, type OnnxDriver, type OnnxRuntime, type OpenedRuntime } from "./onnxruntime.ts";
export * from "./session.ts";
