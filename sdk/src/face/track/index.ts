export * from "./best-frame.ts";
export * from "./one-euro.ts";
export type * from "./trackable.ts";
export * from "./tracker.ts";
