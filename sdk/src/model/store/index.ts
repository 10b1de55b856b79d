export * from "./evict.ts";
export * from "./memory.ts";
export type * from "./model-store.ts";
export * from "./shelf-store.ts";
export type * from "./shelf.ts";
