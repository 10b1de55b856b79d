import { findChromium } from "./chromium.mjs";
import { projectEnvironment } from "./environment.mjs";
import { runOnProjectNode } from "./project-node.mjs";
import { forgetCount, readCount } from "./test-count.mjs";

const reporters = ["--reporter=default", "--reporter=./setup/count-reporter.mjs"];

/**
 * @param {string[]} args for vitest
 * @returns {Promise<import("./test-count.mjs").Count>} with a failure whenever the run as a whole was none
 */
export async function runVitest(args) {
  forgetCount();
  const env = { ...projectEnvironment(), CHROMIUM: findChromium() };
  const status = await runOnProjectNode(["node_modules/.bin/vitest", "run", ...reporters, ...args], env);
  const count = readCount() ?? { passed: 0, failed: 0, skipped: 0 };
  if (count.failed > 0) return count;
  if (status !== 0) return failedAsAWhole(count, `vitest ended with status ${status}`);
  if (count.passed === 0) return failedAsAWhole(count, "no test ran");
  return count;
}

function failedAsAWhole(count, why) {
  console.error(why);
  return { ...count, failed: 1 };
}
