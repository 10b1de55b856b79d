// Brings a fresh clone to where a task can run, and runs it: `node setup/run.mjs [TASK [ARGUMENT ...]]`.
// Plain JavaScript without packages, because it runs before there are any, on whatever Node 18+ is there.

import { typecheck } from "./checks.mjs";
import { Failure, Interrupted } from "./failure.mjs";
import { faissLibraryStep, faissStep } from "./faiss.mjs";
import { withLock } from "./lock.mjs";
import { modelsStep } from "./models.mjs";
import { nodeStep } from "./node.mjs";
import { stopWhenNpmIsGone } from "./npm-parent.mjs";
import { packagesStep } from "./packages.mjs";
import { runSteps } from "./progress.mjs";
import { runProgram } from "./program.mjs";
import { scanStep } from "./scan.mjs";
import { sdkStep } from "./sdk.mjs";
import { systemStep } from "./system.mjs";
import { test } from "./test.mjs";
import { runVitest } from "./vitest.mjs";

const forTypes = [nodeStep, packagesStep];
// A demonstration's few faces are found as soon without a Faiss of its own.
const forDemo = [...forTypes, systemStep({ withBrowser: false }), faissStep, scanStep, modelsStep];
const forServer = [...forTypes, systemStep({ withBrowser: false }), faissLibraryStep, faissStep, scanStep, modelsStep];
const forTests = [...forTypes, systemStep({ withBrowser: true }), faissLibraryStep, faissStep, scanStep, modelsStep, sdkStep];

/** By the name of the task: its steps, and what then makes its exit status from the arguments. */
const tasks = {
  setup: { steps: forServer, run: () => 0 },
  start: { steps: forDemo, run: (args) => runProgram(["demo/src/start.ts", ...args]) },
  server: { steps: forServer, run: (args) => runProgram(["server/src/cli/main.ts", ...(args.length > 0 ? args : ["serve"])]) },
  edge: { steps: forTypes, run: (args) => runProgram(["node_modules/wrangler/bin/wrangler.js", "dev", ...args]) },
  models: { steps: forDemo, run: (args) => runProgram(["models/src/cli.ts", ...args]) },
  test: { steps: forTests, run: test },
  bench: { steps: forTests, run: ([room, ...args]) => runProgram([`${room}/bench/main.ts`, ...args]) },
  soak: { steps: forTests, run: () => runProgram(["sdk/bench/main.ts", "memory"]) },
  agreement: { steps: forTests, run: agreement },
  typecheck: { steps: forTypes, run: async () => ((await typecheck()) ? 0 : 1) },
};

/** The long form of the test by the same name: fifty faces, of which a suite has time for ten. */
async function agreement() {
  process.env.AGREEMENT_FACES = "50";
  const { failed } = await runVitest(["--project", "chromium", "test/browser/agreement"]);
  return failed === 0 ? 0 : 1;
}

async function main([name = "setup", ...args]) {
  if (!Object.hasOwn(tasks, name)) {
    throw new Failure(`there is no task ${name}, only ${Object.keys(tasks).join(", ")}`);
  }
  const { steps, run } = tasks[name];
  await withLock(() => runSteps(steps));
  return run(args);
}

/** @returns {number} the exit status */
function explain(error) {
  if (error instanceof Interrupted) return error.status;
  if (!(error instanceof Failure)) throw error;
  if (error.detail) console.error(error.detail);
  console.error(`setup: ${error.message}`);
  return 1;
}

stopWhenNpmIsGone();
process.exitCode = await main(process.argv.slice(2)).catch(explain);
