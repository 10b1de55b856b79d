// Compiles native/ into build/scan.node. Plain JavaScript for Node 18 and newer.

import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError, buildAddon } from "../addon/compile.mjs";

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * Builds the addon unless what it would be built from has not changed. Kernels are chosen when it runs, so one built on
 * any x86-64 is the same.
 *
 * @returns {{ built: boolean, seconds: number }}
 * @throws {BuildError} when g++ is missing or the sources do not compile.
 */
export function buildScan() {
  return buildAddon({ name: "scan", folder, flags: ["-O3"], packages: "g++" });
}

/** Builds and says so in one line. */
function main() {
  try {
    const { built, seconds } = buildScan();
    console.log(`scan: ${built ? "built" : "up to date:"} build/scan.node in ${seconds.toFixed(1)} s`);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
