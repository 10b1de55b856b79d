export * from "./card-json.ts";
export type * from "./card-source.ts";
export * from "./golden.ts";
export type { LoadOptions, Platform } from "./load-options.ts";
export * from "./loader.ts";
export * from "./model.ts";
export * from "./parse-card.ts";
export type { LoadProgress } from "./progress.ts";
export * from "./store/index.ts";
