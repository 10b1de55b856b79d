import { readdirSync, readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type Request, Response } from "miniflare";

/** A worker in workerd, on ports of this machine. */
export interface WorkerUnderTest {
  /** Of the socket that leads to the worker itself. */
  readonly endpoint: string;
  /** Of miniflare's entry, which lies before every worker and passes calls on. */
  readonly entry: string;
  /** Of workerd. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** One ES module. */
  readonly script: string;
  /** Classes of SQLite objects, by binding. */
  readonly objects: Readonly<Record<string, string>>;
  readonly buckets?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Where objects and buckets are kept; forgotten at the end if nothing is said. */
  readonly directory?: string | undefined;
  readonly port?: number;
  /** What answers when the worker calls out; nobody does if nothing is said. */
  readonly outside?: ((request: globalThis.Request) => Promise<globalThis.Response>) | undefined;
  readonly inspectorPort?: number;
  /** Told of each line that the worker logs. */
  readonly onLog?: ((line: string) => void) | undefined;
}

const compatibilityDate = "2026-10-01";

export async function start(options: StartOptions): Promise<WorkerUnderTest> {
  const { script, objects, buckets = [], settings = {}, directory, port = 0, outside, inspectorPort, onLog } = options;
  const before = new Set(workerdsOf(process.pid));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      cf: false,
      handleStructuredLogs: ({ message }) => onLog?.(message),
      ...(directory !== undefined && { resourcePersistencePath: directory }),
      ...(inspectorPort !== undefined && { inspectorPort }),
      workers: [
        {
          name: "under-test",
          modules: true,
          script,
          compatibilityDate,
          durableObjects: Object.fromEntries(
            Object.entries(objects).map(([binding, className]) => [binding, { className, useSQLite: true }]),
          ),
          r2Buckets: [...buckets],
          bindings: { ...settings },
          unsafeDirectSockets: [{ host: "127.0.0.1", port }],
          outboundService: async (request: Request) => {
            if (!outside) return new Response("there is nothing outside", { status: 502 });
            const { method, headers } = request;
            const body = method === "GET" ? undefined : await request.arrayBuffer();
            const answer = await outside(
              new globalThis.Request(request.url, { method, headers: [...headers], ...(body && { body }) }),
            );
            return new Response(await answer.arrayBuffer(), { status: answer.status, headers: [...answer.headers] });
          },
        },
      ],
    }),
  );
  const entry = String(await miniflare.ready);
  const endpoint = String(await miniflare.unsafeGetDirectURL("under-test"));
  return {
    endpoint: endpoint.replace(/\/$/, ""),
    entry: entry.replace(/\/$/, ""),
    pid: workerdsOf(process.pid).find((pid) => !before.has(pid))!,
    stop: () => miniflare.dispose(),
  };
}

/** By SIGKILL: nothing is told to anybody, and nothing finished. */
export async function kill({ pid, stop }: WorkerUnderTest): Promise<void> {
  process.kill(pid, "SIGKILL");
  while (statOf(pid)?.state !== undefined && statOf(pid)!.state !== "Z")
    await new Promise((resolve) => setTimeout(resolve, 5));
  await stop();
}

/** The workerd processes that a process has started. */
export function workerdsOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      // proc_pid_stat(5): pid (comm) state ppid; the name may hold anything, so what follows is read from its end.
      const stat = statOf(pid);
      return stat !== undefined && stat.name.includes("workerd") && stat.parent === parent;
    });
}

/** Seconds of processor time until now, of all threads of a process. */
export function processorSeconds(pid: number): number {
  return statOf(pid)!.seconds;
}

/** Clock ticks a second, of Linux on every architecture that Node runs on. */
const ticks = 100;

interface Stat {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
  readonly seconds: number;
}

function statOf(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).split(" ");
  return {
    name: text.slice(text.indexOf("(") + 1, end),
    state: fields[0]!,
    parent: Number(fields[1]),
    seconds: (Number(fields[11]) + Number(fields[12])) / ticks,
  };
}
