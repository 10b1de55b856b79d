export * from "./golden.ts";
export * from "./model.ts";
