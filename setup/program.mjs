import { projectEnvironment } from "./environment.mjs";
import { inForeground } from "./foreground.mjs";

/**
 * @param {string[]} args the program's file, and what it is given
 * @returns {Promise<number>} its exit status, also when it was told to stop, as is usual
 */
export async function runProgram(args) {
  const { status } = await inForeground("node", args, projectEnvironment());
  return status;
}
