export type * from "./card-source.ts";
export * from "./golden.ts";
export type { LoadOptions } from "./load-model.ts";
export type * from "./loader.ts";
export * from "./model.ts";
export * from "./parse-card.ts";
export type { LoadProgress } from "./progress.ts";
export * from "./store/index.ts";
