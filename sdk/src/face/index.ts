export * from "../model/index.ts";
export * from "../runtime/index.ts";
export * from "./detect.ts";
export type * from "./detection.ts";
export * from "./face-embedder.ts";
export * from "./landmarks.ts";
export type * from "./preprocess/preprocessor.ts";
export * from "./preprocess/typed-arrays.ts";
export * from "./quality.ts";
