import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";

export interface Serving {
  readonly port: number;
  /** What it has logged so far: what each line says happened. */
  readonly events: readonly string[];
  /** As an operator stops it. */
  stop(): Promise<void>;
  /** At once, whatever it does. */
  kill(): Promise<void>;
}

const repository = join(import.meta.dirname, "../../..");

/** The server as an operator starts it, over a store's file, on a port that is free; there once it is ready. */
export async function serve(
  storeFile: string,
  keys: object,
  cards: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const server = spawn(process.execPath, ["server/src/main.ts"], {
    cwd: repository,
    env: {
      ...process.env,
      LIKENESS_PORT: "0",
      LIKENESS_DATA: storeFile,
      LIKENESS_KEYS: JSON.stringify(keys),
      LIKENESS_CARDS: cards,
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout });
  const events: string[] = [];
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  const port = await new Promise<number>((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the server left with ${code}`)));
    lines.on("line", (line) => {
      const { event, url } = JSON.parse(line) as { event: string; url?: string };
      events.push(event);
      if (event === "listening" && url) resolve(Number(new URL(url).port));
    });
  });
  while (!(await fetch(`http://127.0.0.1:${port}/v1/ready`)).ok) await new Promise((later) => setTimeout(later, 100));
  return {
    port,
    events,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
