import { writeCount } from "./test-count.mjs";

/**
 * Counts what vitest ran, over all of its projects. Everything that went wrong outside of a test counts as
 * a failure too: a file that does not load, a hook of a suite that throws, an error that nobody caught.
 */
export default class CountReporter {
  /**
   * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const suites = [module, ...module.children.allSuites()];
      count.failed += suites.filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) count[columnOf(test.result().state)] += 1;
    }
    writeCount(count);
  }
}

/** A test that is still pending when all is over did not run: an error above it kept it from that. */
function columnOf(state) {
  return state === "pending" ? "skipped" : state;
}
