import { statusOf } from "./child-exit.mjs";
import { projectEnvironment } from "./environment.mjs";
import { Interrupted } from "./failure.mjs";
import { inForeground } from "./foreground.mjs";

/**
 * Runs a script on the project's Node, and stops everything if that is interrupted: a tool that tidies up
 * and exits well has not done its work for that.
 *
 * @param {string[]} args the script's path from the root, and what to pass to it
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit status
 */
export async function runOnProjectNode(args, env = projectEnvironment()) {
  const { status, interruptedBy } = await inForeground("node", args, env);
  if (interruptedBy) throw new Interrupted(statusOf(interruptedBy));
  return status;
}
