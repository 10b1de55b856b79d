// A process of its own: load.ts ORDER, JSON, prints what came of it, as JSON.
import { readFileSync } from "node:fs";
import { quantile } from "@likeness/bench";
import { Connection, type Answer } from "./connection.ts";

export interface Order {
  readonly port: number;
  readonly path: string;
  readonly key: string;
  /** A body a line. */
  readonly bodies: string;
  readonly seconds: number;
  /** Kept, each asking for the next when it is answered; or with a rate, as many as that needs. */
  readonly connections: number;
  /** Requests a second, answered or not. */
  readonly rate?: number;
}

export interface Outcome {
  readonly seconds: number;
  readonly byStatus: Readonly<Record<string, Latencies>>;
  /** That were not sent, because too many connections waited already. */
  readonly notSent: number;
  readonly failed: number;
}

export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** Of them, at most; a server that lets more wait is measured all the same. */
const mostConnections = 4_000;

async function run({ port, path, key, bodies, seconds, connections, rate }: Order): Promise<Outcome> {
  const requests = readFileSync(bodies, "utf8")
    .trimEnd()
    .split("\n")
    .map((body) =>
      Buffer.from(
        `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n` +
          `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ),
    );
  const answers: Answer[] = [];
  let [sent, failed, notSent] = [0, 0, 0];
  /** Seconds; what is under way at the end is waited for, and not counted in. */
  let sending = seconds;
  const begun = performance.now();
  const isOver = () => performance.now() - begun >= seconds * 1_000;
  const next = () => requests[sent++ % requests.length]!;

  async function closed(): Promise<void> {
    const connection = new Connection(port);
    while (!isOver()) answers.push(await connection.send(next()));
    connection.close();
  }

  async function open(every: number): Promise<void> {
    const idle: Connection[] = [];
    const waiting = new Set<Connection>();
    const one = () => {
      if (waiting.size >= mostConnections) return void notSent++;
      const connection = idle.pop() ?? new Connection(port);
      waiting.add(connection);
      connection.send(next()).then(
        (answer) => {
          answers.push(answer);
          idle.push(connection);
          waiting.delete(connection);
        },
        () => {
          failed++;
          waiting.delete(connection);
        },
      );
    };
    for (let due = 0; !isOver();) {
      for (const now = (performance.now() - begun) / every; due < now; due++) one();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    sending = (performance.now() - begun) / 1_000;
    const patience = performance.now() + 10_000;
    while (waiting.size > 0 && performance.now() < patience) await new Promise((resolve) => setTimeout(resolve, 10));
    failed += waiting.size;
    for (const connection of idle) connection.close();
  }

  if (rate === undefined) await Promise.all(Array.from({ length: connections }, closed));
  else await open(1_000 / rate);
  return { seconds: sending, byStatus: byStatus(answers), notSent, failed };
}

function byStatus(answers: readonly Answer[]): Record<string, Latencies> {
  const groups = Map.groupBy(answers, ({ status }) => String(status));
  return Object.fromEntries(
    Array.from(groups, ([status, group]) => {
      const times = group.map(({ milliseconds }) => milliseconds);
      const [p50, p99, most] = [quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1)];
      return [status, { count: group.length, p50, p99, most }];
    }),
  );
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2]!) as Order)));
process.exit();
