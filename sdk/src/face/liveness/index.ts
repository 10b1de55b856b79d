export * from "./challenge.ts";
export type * from "./live-face.ts";
export * from "./liveness-limits.ts";
export * from "./passive.ts";
export * from "./session.ts";
