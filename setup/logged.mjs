import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { exitOf, statusOf } from "./child-exit.mjs";
import { Failure, Interrupted } from "./failure.mjs";
import { root, toolchain } from "./paths.mjs";

const logs = join(toolchain, "log");
const tailLines = 30;

/**
 * Runs a command whose output matters only if it fails. It gets a process group of its own, so that an
 * interruption reaches its children as well (a compiler, say) and leaves none behind.
 *
 * @param {string} name of the log
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function logged(name, command, args, env) {
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${name}.log`);
  const output = openSync(log, "w");
  try {
    const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ["ignore", output, output] });
    const { status, interruptedBy } = await exitOf(child, (signal) => signalGroup(child.pid, signal));
    if (interruptedBy) throw new Interrupted(statusOf(interruptedBy));
    if (status !== 0) throw new Failure(`${name} failed, see ${relative(root, log)}`, tailOf(log));
  } finally {
    closeSync(output);
  }
}

function signalGroup(pid, signal) {
  process.stdout.write(" stopping ");
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone by now, or run by sudo and so root's. Packages are better installed than torn: wait for it.
  }
}

function tailOf(log) {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-tailLines).join("\n");
}
