import { constants } from "node:os";
import { Failure } from "./failure.mjs";

const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"];

/** @param {NodeJS.Signals} signal */
export function statusOf(signal) {
  return 128 + constants.signals[signal];
}

/**
 * Waits for a child to exit. A signal that comes meanwhile goes to `pass`, and does not end this process
 * before its child.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {(signal: NodeJS.Signals) => void} pass
 * @returns {Promise<{ status: number, interruptedBy?: NodeJS.Signals }>}
 */
export async function exitOf(child, pass) {
  let interruptedBy;
  const onSignal = (signal) => {
    // Ctrl-C comes twice: from the terminal, and from the npm above, which passes it on. Once is enough.
    if (interruptedBy === undefined) pass(signal);
    interruptedBy = signal;
  };
  for (const signal of passedOn) process.on(signal, onSignal);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", (error) => reject(new Failure(`cannot run ${child.spawnfile}: ${error.message}`)));
      child.once("exit", (code, signal) => resolve({ status: code ?? statusOf(signal), interruptedBy }));
    });
  } finally {
    for (const signal of passedOn) process.off(signal, onSignal);
  }
}
