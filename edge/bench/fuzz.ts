import fc from "fast-check";
import { type Figure, type Measured, quantile, table } from "@likeness/bench";
import { fillPath, type OperationName, paths, type Subject } from "@likeness/sdk/contract";
import { encodeTemplate } from "@likeness/sdk/core";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { viewOf } from "../../test/fixtures/templates.ts";
import { callsOf, createActor, faultOf, type FuzzHost } from "../fuzz/index.ts";
import {
  connect,
  type Connections,
  newCredentials,
  sendCutOff,
  type Credentials,
  startEdge,
  startRemote,
  withKey,
  type WorkerUnderTest,
} from "./under-test/index.ts";

/** Enrolments whose sender is gone before they are whole. */
const uploads = 200;
/** Milliseconds: what takes longer hangs. */
const patience = 10_000;
/** Routes that are sent to at once, each with a subject of its own. */
const atOnce = 4;

interface Fuzzed {
  readonly operation: OperationName;
  readonly sent: number;
  /** How often each status was the answer. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly milliseconds: readonly number[];
  /** The first answer that may not be, and the call it was the answer to. */
  readonly fault: string | undefined;
}

/** [LIM3] Whatever is sent to any route, the answer is JSON or a problem, never 500, and soon. */
export async function measure([given, seed]: readonly string[]): Promise<Measured> {
  const cases = given === undefined ? 10_000 : Number(given);
  const credentials = await newCredentials();
  const failures: string[] = [];
  const onLog = (line: string) => {
    if (line.includes('"event":"failure"')) failures.push(line);
  };
  const worker = await startEdge({ credentials, watched: true, outside: startRemote(credentials).fetch, onLog });
  try {
    const to = connect(worker.endpoint, 2 * atOnce);
    const host = hostOf(to, credentials);
    const before = await prototypesOf(worker);
    const waiting = Object.keys(paths) as OperationName[];
    const fuzzed: Fuzzed[] = [];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let operation = waiting.shift(); operation; operation = waiting.shift()) {
          fuzzed.push(await fuzz(host, operation, cases, seed === undefined ? undefined : Number(seed)));
        }
      }),
    );
    const kept = await cutOff(worker, to, credentials);
    const isUnchanged = (await prototypesOf(worker)) === before;
    to.close();
    for (const failure of failures.slice(0, 10)) console.error(failure);
    const { figures, tables } = reported(fuzzed, cases);
    const more: Figure[] = [
      {
        name: "prototypes that everything inherits from, unchanged",
        value: Number(isUnchanged),
        unit: "of 1",
        goal: 1,
        met: isUnchanged,
      },
      {
        name: "failures that the worker logged, at most",
        value: failures.length,
        unit: "lines",
        goal: 0,
        met: failures.length === 0,
      },
      {
        name: `of ${uploads} uploads cut off, kept, at most`,
        value: kept,
        unit: "templates",
        goal: 0,
        met: kept === 0,
      },
    ];
    return { name: "edge-fuzz", figures: [...figures, ...more], tables };
  } finally {
    await worker.stop();
  }
}

async function fuzz(
  host: FuzzHost,
  operation: OperationName,
  cases: number,
  seed: number | undefined,
): Promise<Fuzzed> {
  const templates = [1, 2].map((person) => viewOf(card.modelId, person, 0));
  const address = { collection: "fuzz", subject: `of-${operation}` };
  const actor = await createActor(host, templates[0]!, address);
  const statuses = new Map<number, number>();
  const milliseconds: number[] = [];
  const result = await fc.check(
    fc.asyncProperty(callsOf(operation, templates, address), async (call) => {
      const wire = await actor.wire(call);
      const begun = performance.now();
      const answer = await host.send(wire);
      milliseconds.push(performance.now() - begun);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = faultOf(call, answer);
      if (fault !== undefined) throw new Error(fault);
      await actor.restore(call, answer);
    }),
    { numRuns: cases, endOnFailure: true, ...(seed !== undefined && { seed }) },
  );
  const fault = result.failed ? `${String(result.errorInstance)}\n${fc.defaultReportMessage(result)}` : undefined;
  console.error(`${operation}: ${milliseconds.length} sent`);
  return { operation, sent: milliseconds.length, statuses, milliseconds, fault };
}

/** @returns how many templates there are of it, when the worker has answered for all of them */
async function cutOff({ endpoint }: WorkerUnderTest, to: Connections, { own }: Credentials): Promise<number> {
  const address = { collection: "fuzz", subject: "cut-off" };
  const body = Buffer.from(JSON.stringify({ template: encodeTemplate(viewOf(card.modelId, 3, 0)) }));
  const enrolment = { method: "POST", path: fillPath("enrol", address), headers: withKey(own.secret), body };
  for (let i = 0; i < uploads; i++) await sendCutOff(endpoint, enrolment, Math.floor((i * body.length) / uploads));
  const read = { method: "GET", path: fillPath("read", address), headers: withKey(own.secret), body: Buffer.alloc(0) };
  const { status, text } = await to.send(read);
  return status === 404 ? 0 : (JSON.parse(text) as Subject).templates.length;
}

function hostOf(to: Connections, { own }: Credentials): FuzzHost {
  return {
    tenant: "acme",
    keys: own,
    tickets: own.tickets,
    send: async ({ method, path, headers, body }) => {
      const sending = to.send({ method, path: onTheWire(path), headers, body: Buffer.from(body ?? []) });
      const answer = await Promise.race([sending, late()]);
      return { status: answer.status, type: answer.headers["content-type"] ?? null, text: answer.text };
    },
  };
}

/** What no HTTP client lets through is written as its bytes. */
const onTheWire = (path: string) => path.replaceAll(/[^\x21-\x7e]/gu, (one) => encodeURIComponent(one));

const late = () =>
  new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer in ${patience} ms`)), patience).unref();
  });

async function prototypesOf({ endpoint }: WorkerUnderTest): Promise<string> {
  return (await fetch(`${endpoint}/under-test/prototypes`)).text();
}

function reported(fuzzed: readonly Fuzzed[], cases: number): Pick<Measured, "figures" | "tables"> {
  for (const { operation, fault } of fuzzed) if (fault !== undefined) console.error(`${operation}: ${fault}`);
  const figures = fuzzed.flatMap(({ operation, sent, milliseconds, fault }): Figure[] => [
    {
      name: `${operation}: calls that were answered as they may be, of ${cases}`,
      value: sent,
      unit: "calls",
      goal: cases,
      met: fault === undefined && sent >= cases,
    },
    { name: `${operation}: slowest answer`, value: Math.max(...milliseconds), unit: "ms" },
  ]);
  const rows = fuzzed.map(({ operation, sent, statuses, milliseconds, fault }) => [
    operation,
    sent,
    [...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(", "),
    quantile(milliseconds, 0.99).toFixed(1),
    fault === undefined ? "none" : fault.slice(0, 60),
  ]);
  return { figures, tables: [table(["route", "calls", "answers", "p99, ms", "fault"], rows)] };
}
