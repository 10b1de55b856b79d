export * from "./assess-quality.ts";
export * from "./head-pose.ts";
export * from "./quality.ts";
export * from "./quality-limits.ts";
export * from "./quality-score.ts";
