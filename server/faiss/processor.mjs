// What the processor here can do. Plain JavaScript for Node 18 and newer.

import { readFileSync } from "node:fs";

/** Such as `avx2` and `fma`, in Linux's words; none where it does not say so. */
export function processorFeatures() {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"));
    return new Set(line?.[1].trim().split(/\s+/) ?? []);
  } catch {
    return new Set();
  }
}

/** What code for AVX2 is compiled with, each by the name that the processor has for it. */
export const avx2 = ["avx2", "fma", "f16c", "popcnt"];

/** @param {string[]} needed */
export function processorHas(needed) {
  const features = processorFeatures();
  return needed.every((feature) => features.has(feature));
}
