import { lint, typecheck } from "./checks.mjs";
import { runVitest } from "./vitest.mjs";

/**
 * Runs every check, whatever the ones before it found, and prints the sum as the last line.
 *
 * @param {string[]} args for vitest
 * @returns {Promise<number>} the exit status
 */
export async function test(args) {
  const checks = [await typecheck(), await lint()];
  const tests = await runVitest(args);
  const passed = tests.passed + checks.filter((fine) => fine).length;
  const failed = tests.failed + checks.filter((fine) => !fine).length;
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : "";
  console.log(`\n${passed} passed, ${failed} failed${skipped}`);
  return failed === 0 ? 0 : 1;
}
