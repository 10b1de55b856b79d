import { spawn } from "node:child_process";
import { exitOf } from "./child-exit.mjs";
import { root } from "./paths.mjs";

/** A child that the terminal has interrupted too gets this long before it is told again. */
const terminalGraceMs = 3000;

/**
 * Runs a command that owns the terminal while it lasts.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function inForeground(command, args, env) {
  const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
  let telling;
  try {
    return await exitOf(child, (signal) => {
      const toldByTerminal = signal === "SIGINT" && process.stdin.isTTY;
      telling = setTimeout(() => child.kill(signal), toldByTerminal ? terminalGraceMs : 0);
    });
  } finally {
    clearTimeout(telling);
  }
}
