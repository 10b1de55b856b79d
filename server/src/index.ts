export * from "./app.ts";
export * from "./index/engine.ts";
export type * from "./index/port.ts";
export * from "./index/snapshots/snapshots.ts";
export * from "./store/store.ts";
