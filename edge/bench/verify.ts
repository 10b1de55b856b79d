import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { viewOf } from "../../test/fixtures/templates.ts";
import {
  bundle,
  connect,
  type Connections,
  type Credentials,
  type Enrolled,
  enrol,
  type Load,
  newCredentials,
  nonceFor,
  noncesFor,
  processorSeconds,
  start,
  startEdge,
  verification,
  type WorkerUnderTest,
} from "./under-test/index.ts";
import { timeParts } from "./verify/parts.ts";
import type { PartName } from "./verify/part-names.ts";

/** Requests under way at once, each of another subject: an attempt under way has failed until it has matched. */
const connections = 16;
const subjects = 64;
const rounds = 9;
const perRound = 2_000;
/** Not counted: code is compiled, objects wake up. */
const warmUp = 2;
const goal = 0.6;

/**
 * Where a worker keeps what it writes. On a disk workerd stands still until each commit is flushed, which Cloudflare's
 * storage does not ask of it; in memory what is left is the work.
 */
const storages = ["memory", "disk"] as const;
type Storage = (typeof storages)[number];

interface Pair {
  readonly storage: Storage;
  readonly verify: WorkerUnderTest;
  readonly empty: WorkerUnderTest;
  readonly enrolled: readonly Enrolled[];
}

interface Round {
  readonly perSecond: number;
  /** Microseconds of workerd's processor time for one request. */
  readonly processor: number;
  /** Share of one processor that sending took. */
  readonly sender: number;
}

const kinds = ["empty", "verify", "challenge and verify"] as const;
type Kind = (typeof kinds)[number];

/** Signed verifications a second in workerd, beside an empty route that reads its object's storage once. */
export async function measure(): Promise<Measured> {
  const directories = [await mkdtemp("/dev/shm/likeness-"), await mkdtemp(path.join(tmpdir(), "likeness-"))];
  const credentials = await newCredentials();
  const pairs: Pair[] = [];
  try {
    for (const [i, storage] of storages.entries()) pairs.push(await startPair(storage, directories[i]!, credentials));
    const turns = await takeTurns(pairs, credentials);
    const parts = await timeParts(credentials, path.join(directories[0]!, "parts"));
    const { figures, tables } = reported(turns);
    const shares = sharesOf(turns, parts);
    return { name: "edge-verify", figures: [...figures, ...shares.figures], tables: [...tables, ...shares.tables] };
  } finally {
    await Promise.all(pairs.flatMap(({ verify, empty }) => [verify.stop(), empty.stop()]));
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
  }
}

async function startPair(storage: Storage, directory: string, credentials: Credentials): Promise<Pair> {
  const empty = await start({
    script: await bundle({ entry: "bench/empty.worker.ts" }),
    objects: { KEPT: "Kept" },
    directory: path.join(directory, "empty"),
  });
  const verify = await startEdge({ credentials, directory: path.join(directory, "edge") });
  const to = connect(verify.endpoint, connections);
  const enrolled = await Promise.all(
    Array.from({ length: subjects }, (_, person) =>
      enrol(to, credentials, { collection: "bench", subject: `person-${person}` }, viewOf(card.modelId, person, 0)),
    ),
  );
  to.close();
  return { storage, verify, empty, enrolled };
}

type Turns = Record<Storage, Record<Kind, Round[]>>;

/** Round by round, so that whatever else the machine does, it does to all of them. */
async function takeTurns(pairs: readonly Pair[], { own: { publishable } }: Credentials): Promise<Turns> {
  const turns = Object.fromEntries(
    storages.map((storage) => [storage, { empty: [], verify: [], "challenge and verify": [] }]),
  ) as unknown as Turns;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const { storage, verify, empty, enrolled } of pairs) {
      const to = { verify: connect(verify.endpoint, connections), empty: connect(empty.endpoint, connections) };
      const asked = Array.from({ length: perRound }, (_, i) => enrolled[i % subjects]!);
      const nonces = await noncesFor(
        to.verify,
        publishable,
        asked.map(({ address }) => address),
      );
      const requests = asked.map((who, i) => verification(who, publishable, probeOf(who, round + 1), nonces[i]!));
      const taken: [Kind, Round][] = [
        ["verify", await timed(verify, to.verify.drive(requests), isMatch)],
        ["empty", await timed(empty, to.empty.drive(requests), ({ status }) => status === 200)],
        ["challenge and verify", await timed(verify, driveBoth(to.verify, asked, publishable, round), isMatch)],
      ];
      for (const [kind, one] of taken) if (round >= warmUp) turns[storage][kind].push(one);
      to.verify.close();
      to.empty.close();
    }
  }
  return turns;
}

const probeOf = ({ address }: Enrolled, view: number) => viewOf(card.modelId, Number(address.subject.slice(7)), view);

const isMatch = ({ text }: { text: string }) => (JSON.parse(text) as { match?: boolean }).match === true;

async function timed(
  worker: WorkerUnderTest,
  driven: Promise<Load>,
  isRight: (answer: Load["answers"][number]) => boolean,
) {
  const before = processorSeconds(worker.pid);
  const { answers, seconds, sender } = await driven;
  const wrong = answers.find((answer) => !isRight(answer));
  if (wrong) throw new Error(`a request of the measurement was answered ${wrong.status}: ${wrong.text}`);
  const processor = ((processorSeconds(worker.pid) - before) / answers.length) * 1e6;
  return { perSecond: answers.length / seconds, processor, sender };
}

/** As a device does: it asks for a challenge, signs, and verifies. */
async function driveBoth(to: Connections, asked: readonly Enrolled[], key: string, round: number): Promise<Load> {
  const answers: Load["answers"][number][] = [];
  let next = 0;
  const processor = process.cpuUsage();
  const begun = performance.now();
  const probes = asked.slice(0, perRound / 2).map((who) => probeOf(who, round + 1));
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let at = next++; at < probes.length; at = next++) {
        const who = asked[at]!;
        const nonce = await nonceFor(to, key, who.address);
        answers.push(await to.send(verification(who, key, probes[at]!, nonce)));
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return { answers, seconds, sender: (user + system) / 1e6 / seconds };
}

function reported(turns: Turns): Pick<Measured, "figures" | "tables"> {
  const figures: Figure[] = [];
  const rows = storages.flatMap((storage) =>
    kinds.map((kind) => {
      const own = turns[storage][kind];
      const empty = turns[storage].empty;
      const of = (value: (round: Round) => number) => own.map(value);
      const ratio = median(own.map(({ perSecond }, i) => perSecond / empty[i]!.perSecond));
      const ofProcessor = median(own.map(({ processor }, i) => empty[i]!.processor / processor));
      const perSecond = of((round) => round.perSecond);
      figures.push({
        name: `${kind}, storage in ${storage}, median and quartiles`,
        value: median(perSecond),
        unit: "requests/s",
        interval: [quantile(perSecond, 0.25), quantile(perSecond, 0.75)],
        ...(kind !== "empty" && { ratio }),
        ...(kind === "verify" && storage === "memory" && { goal, met: ratio >= goal }),
      });
      const processor = median(of((round) => round.processor));
      figures.push({ name: `${kind}, storage in ${storage}, processor time of workerd`, value: processor, unit: "µs" });
      return [
        storage,
        kind,
        median(perSecond).toFixed(0),
        ratio.toFixed(2),
        processor.toFixed(0),
        ofProcessor.toFixed(2),
        median(of((round) => round.sender)).toFixed(2),
      ];
    }),
  );
  const head = ["storage", "route", "requests/s", "by empty's", "workerd, µs", "empty's by it", "sender's load"];
  return { figures, tables: [table(head, rows)] };
}

const kindOf = (name: PartName) => (name === "storage" || name === "compare" ? name : "crypto");

/** What each part takes of the whole, and what would be left of the ratio if there was nothing but what cannot be left out. */
function sharesOf(turns: Turns, parts: ReadonlyMap<PartName, number>): Pick<Measured, "figures" | "tables"> {
  const processor = (kind: Kind) => median(turns.memory[kind].map((round) => round.processor));
  const whole = processor("verify");
  const figures: Figure[] = [];
  const rows: (string | number)[][] = [];
  const say = (name: string, microseconds: number) => {
    figures.push({ name: `${name}, of a verification's processor time`, value: microseconds / whole, unit: "of all" });
    rows.push([name, microseconds.toFixed(1), `${((100 * microseconds) / whole).toFixed(1)} %`]);
  };
  const sum = (kind: string) =>
    [...parts].filter(([name]) => kindOf(name) === kind).reduce((total, [, microseconds]) => total + microseconds, 0);
  for (const kind of ["crypto", "storage", "compare"]) {
    say(kind, sum(kind));
    for (const [name, microseconds] of parts) {
      if (kind === "crypto" && kindOf(name) === kind)
        rows.push([`  ${name}`, microseconds.toFixed(1), `${((100 * microseconds) / whole).toFixed(1)} %`]);
    }
  }
  say("the empty route", processor("empty"));
  say(
    "all else: HTTP, validation, limits, logs",
    whole - processor("empty") - sum("crypto") - sum("storage") - sum("compare"),
  );
  // What no other way of writing the worker would pass.
  const ceilings = { "its crypto": sum("crypto"), "its crypto and storage": sum("crypto") + sum("storage") };
  for (const [what, microseconds] of Object.entries(ceilings)) {
    const ceiling = processor("empty") / (processor("empty") + microseconds);
    figures.push({ name: `ratio to the empty route if a verification was that route and ${what} alone`, value: ceiling, unit: "of 1" });
    rows.push([`ratio if there was nothing but the empty route, ${what}`, ceiling.toFixed(2), ""]);
  }
  return { figures, tables: [table(["part, storage in memory", "µs", "share"], rows)] };
}
