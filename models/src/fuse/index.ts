export type { Between } from "./between.ts";
export { cutAt } from "./cut.ts";
export * from "./fuse.ts";
