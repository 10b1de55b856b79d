import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { machineEnvironment } from "./environment.mjs";
import { Failure } from "./failure.mjs";
import { logged } from "./logged.mjs";
import { isRightNode, nodeRange } from "./node-range.mjs";
import { ownNode } from "./paths.mjs";
import { digestOf, isStamped, stamp } from "./stamp.mjs";

const nodeVersion = "24.21.0";
const npmVersion = "11.19.1";
const digest = digestOf([nodeVersion, npmVersion, process.arch]);
const node = join(ownNode, "node_modules", ".bin", "node");

/**
 * Where the machine's Node is of another version, a right one from the npm registry, for this checkout
 * alone. An npm comes with it because npm leaves out optional packages that its own Node is too old for
 * (the binaries of sharp and rolldown among them), and because an npm that a distribution has built may
 * run on no Node but the distribution's.
 *
 * @type {import("./progress.mjs").Step}
 */
export const nodeStep = {
  name: "Node",
  ready: () => isRightNode(process.version) || (isStamped("node", digest) && existsSync(node)),
  async make() {
    if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
      throw new Failure(`Node ${process.version} is not one this project runs on: install Node ${nodeRange}`);
    }
    mkdirSync(ownNode, { recursive: true });
    const packages = [`node-linux-${process.arch}@${nodeVersion}`, `npm@${npmVersion}`];
    const options = ["--prefix", ownNode, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    await logged("node", "npm", ["install", ...options, ...packages], machineEnvironment());
    assertRuns();
    stamp("node", digest);
  },
};

function assertRuns() {
  try {
    execFileSync(node, ["--version"], { stdio: "pipe" });
  } catch (error) {
    const reason = String(error.stderr || error.message).trim().split("\n")[0];
    throw new Failure(`Node ${nodeVersion} does not run here (${reason}): install Node ${nodeRange} by hand`);
  }
}
