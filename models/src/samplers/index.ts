export { classBalanced, type ClassBalancedOptions } from "./class-balanced.ts";
export { pxk, type PxkOptions } from "./pxk.ts";
export type { Sampler } from "./sampler.ts";
export { shuffled, type ShuffledOptions } from "./shuffled.ts";
