export type * from "./backend-choice.ts";
export * from "./choice-memory.ts";
export * from "./choose-backend.ts";
