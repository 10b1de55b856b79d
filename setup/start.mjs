import { projectEnvironment } from "./environment.mjs";
import { inForeground } from "./foreground.mjs";

/**
 * @param {string[]} args for the demo
 * @returns {Promise<number>} its exit status, also when it was told to stop, as is usual
 */
export async function start(args) {
  const { status } = await inForeground("node", ["demo/src/start.ts", ...args], projectEnvironment());
  return status;
}
