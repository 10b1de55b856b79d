export type { Between } from "./between.ts";
export { cutAt } from "./cut.ts";
export { freeBatch } from "./free-batch.ts";
export type { Files } from "./files.ts";
export { fuse, type FuseOptions } from "./fuse.ts";
