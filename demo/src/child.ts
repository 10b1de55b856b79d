import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { root } from "./places.ts";

export interface Child {
  readonly name: string;
  /** Resolves when the process ends, whoever ended it. */
  readonly ended: Promise<void>;
  /** The last lines it printed. */
  output(): string;
  stop(): Promise<void>;
}

const linesKept = 30;
const grace = 5_000;

/**
 * Starts a program of the project. It has a process group of its own, so that Ctrl-C reaches us alone and the
 * services end when we say so, after the last answer.
 */
export function startChild(name: string, command: string, args: string[], env: Record<string, string>): Child {
  const child: ChildProcess = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let lines: string[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      lines = [...lines, ...text.split("\n").filter(Boolean)].slice(-linesKept);
    });
  }
  const ended = Promise.race([once(child, "exit"), once(child, "error")]).then(
    () => {},
    (error: unknown) => void lines.push(String(error)),
  );
  const signal = (kind: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, kind);
    } catch {
      // It has ended meanwhile.
    }
  };
  process.once("exit", () => signal("SIGKILL"));
  return {
    name,
    ended,
    output: () => lines.join("\n"),
    stop: async () => {
      signal("SIGTERM");
      const late = setTimeout(() => signal("SIGKILL"), grace);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Rejects when the process ends, with what it said last. */
export async function failure(child: Child): Promise<never> {
  await child.ended;
  throw new Error(`the ${child.name} ended:\n${child.output()}`);
}

const patience = 60_000;

/** Waits until the host answers its health route. */
export async function ready(child: Child, endpoint: string, signal?: AbortSignal): Promise<void> {
  const answers = async () => {
    for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
      signal?.throwIfAborted();
      const response = await fetch(`${endpoint}/v1/health`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return;
      await new Promise((resume) => setTimeout(resume, 100));
    }
    throw new Error(`the ${child.name} was not ready in ${patience / 1000} s:\n${child.output()}`);
  };
  await Promise.race([answers(), failure(child)]);
}
