export type { Between } from "./between.ts";
export { cutAt } from "./cut.ts";
export { freeBatch } from "./free-batch.ts";
export { type Files, fuse, type FuseOptions } from "./fuse.ts";
