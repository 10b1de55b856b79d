import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectEnvironment } from "./environment.mjs";
import { logged } from "./logged.mjs";
import { root } from "./paths.mjs";
import { digestOf, isStamped, stamp, unstamp } from "./stamp.mjs";
import { workspaces } from "./workspaces.mjs";

/** npm writes this last, so a tree without it is one that was cut short. */
const npmsOwnRecord = join(root, "node_modules", ".package-lock.json");

/** @type {import("./progress.mjs").Step} */
export const packagesStep = {
  name: "npm packages",
  ready: () => existsSync(npmsOwnRecord) && isStamped("packages", digest()),
  async make() {
    // No package needs its install script: each ships its binaries, and onnxruntime-node's would only
    // fetch the CUDA ones. The rest are asked for by name because NODE_ENV=production, or a person's own
    // configuration, may leave them out.
    const options = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
    const env = { ...projectEnvironment(), ONNXRUNTIME_NODE_INSTALL: "skip" };
    unstamp("packages");
    await logged("packages", "npm", ["ci", ...options], env);
    stamp("packages", digest());
  },
};

function digest() {
  const manifests = [".", ...workspaces()].map((directory) => join(directory, "package.json"));
  const files = ["package-lock.json", ...manifests].map((file) => readFileSync(join(root, file)));
  return digestOf([process.platform, process.arch, ...files]);
}
