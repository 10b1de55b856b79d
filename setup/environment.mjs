import { delimiter, dirname, join } from "node:path";
import { isRightNode } from "./node-range.mjs";
import { ownNode } from "./paths.mjs";

/**
 * This machine's variables, less those by which the npm that started set-up tells its own script where
 * it is: another npm would take some of them for its configuration. Settings that a person may have made
 * (a registry, a proxy, a cache) stay.
 */
export function machineEnvironment() {
  const ofTheOuterNpm = /^npm_(package_|lifecycle_|command$|execpath$|node_execpath$)|^npm_config_.*prefix$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheOuterNpm.test(name)));
}

/** Where `node` and `npm` are that this project runs on. */
function binDirectory() {
  return isRightNode(process.version) ? dirname(process.execPath) : join(ownNode, "node_modules", ".bin");
}

/** For everything that runs on the project's Node, npm included. Not for the machine's own. */
export function projectEnvironment() {
  const env = machineEnvironment();
  // node:sqlite works but is still called experimental, and would say so in the middle of the output.
  // A Node 18 would refuse to start with this option.
  const options = [env.NODE_OPTIONS, "--disable-warning=ExperimentalWarning"].filter(Boolean).join(" ");
  return { ...env, PATH: [binDirectory(), env.PATH].join(delimiter), NODE_OPTIONS: options };
}
