export * from "./assess-quality.ts";
