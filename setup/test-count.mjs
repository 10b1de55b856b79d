import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toolchain } from "./paths.mjs";

/** How the process that runs the tests hands their count to the one that prints it last. */
const file = join(toolchain, "vitest-count.json");

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** @param {Count} count */
export function writeCount(count) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(count));
}

export function forgetCount() {
  rmSync(file, { force: true });
}

/** @returns {Count | undefined} nothing if no run has come to its end since the last was forgotten */
export function readCount() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
