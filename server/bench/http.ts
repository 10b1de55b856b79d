import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Figure, type Measured, table } from "@likeness/bench";
import { encodeTemplate, sha256Hex, type UnitVector } from "@likeness/sdk/core";
import { galleryOf, probesOf } from "./gallery/gallery.ts";
import { seeded } from "./gallery/seeded.ts";
import type { Latencies, Order, Outcome } from "./http/load.ts";
import { serve } from "./http/serving.ts";
import { card, collection, tenant } from "./stored/people.ts";
import { opened } from "./stored/opened.ts";
import { storedGallery } from "./stored/stored-gallery.ts";

const dimension = 128;
const k = 5;
const connections = 32;
const key = "bench-key";
const goalOfShare = 0.7;
const goalOfGoodput = 0.8;
/** Milliseconds in which a refusal is answered, at most. */
const goalOfRefusal = 50;

/** What the whole server gives, by what its index gives in process; and what is left of that when twice as much is asked for. */
export async function measure([givenCount, givenSeconds]: readonly string[]): Promise<Measured> {
  const count = givenCount === undefined ? 1_000_000 : Number(givenCount);
  const seconds = givenSeconds === undefined ? 60 : Number(givenSeconds);
  const random = seeded(3);
  const gallery = galleryOf(count, dimension, random);
  const probes = probesOf(gallery, 512, random);
  const folder = await storedGallery(gallery);
  const scratch = mkdtempSync(join(tmpdir(), "likeness-"));
  try {
    const bare = await inProcess(folder, probes, Math.min(seconds, 20));
    const bodies = join(scratch, "bodies");
    writeFileSync(bodies, bodiesOf(probes));
    const keys = { [await sha256Hex(key)]: { kind: "secret", tenant, scores: true } };
    const server = await serve(join(folder, "store.sqlite"), keys, "models/cards/dlib-resnet.json");
    const order = { port: server.port, path: `/v1/collections/${collection}:identify`, key, bodies, connections };
    await load({ ...order, seconds: Math.min(seconds, 5) });
    const peak = await load({ ...order, seconds: Math.min(seconds, 20) });
    const rate = 2 * goodputOf(peak);
    const over = await load({ ...order, seconds, rate });
    await server.stop();
    return reported({ count, bare, peak, rate, over });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Searches a second, as many at once as there are connections. */
async function inProcess(folder: string, probes: Float32Array, seconds: number): Promise<number> {
  const { store, indexes, close } = await opened(folder);
  const [space] = store.everySpace();
  let answered = 0;
  const until = performance.now() + seconds * 1_000;
  const one = async (from: number) => {
    for (let turn = from; performance.now() < until; turn++) {
      const at = (turn % 512) * dimension;
      // As many as the server asks for.
      await indexes.search(space!.id, probes.slice(at, at + dimension) as UnitVector, 4 * k);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, i) => one(i * 16)));
  await close();
  return answered / seconds;
}

function bodiesOf(probes: Float32Array): string {
  const bodies: string[] = [];
  for (let at = 0; at < probes.length; at += dimension) {
    const vector = probes.slice(at, at + dimension) as UnitVector;
    const probe = encodeTemplate({ modelId: card.modelId, vector }, "f16");
    bodies.push(JSON.stringify({ probe, maxCandidates: k }));
  }
  return bodies.join("\n");
}

async function load(order: Order): Promise<Outcome> {
  const program = join(import.meta.dirname, "http", "load.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(order)]);
  return JSON.parse(stdout) as Outcome;
}

const goodputOf = ({ byStatus, seconds }: Outcome) => (byStatus["200"]?.count ?? 0) / seconds;

function refusalsOf({ byStatus }: Outcome): Latencies {
  const refused = ["429", "503"].flatMap((status) => byStatus[status] ?? []);
  const count = refused.reduce((sum, one) => sum + one.count, 0);
  const most = (name: "p50" | "p99" | "most") => Math.max(0, ...refused.map((one) => one[name]));
  return { count, p50: most("p50"), p99: most("p99"), most: most("most") };
}

interface Results {
  readonly count: number;
  readonly bare: number;
  readonly peak: Outcome;
  /** Requests a second that were sent, answered or not. */
  readonly rate: number;
  readonly over: Outcome;
}

function reported({ count, bare, peak, rate, over }: Results): Measured {
  const [goodput, left] = [goodputOf(peak), goodputOf(over)];
  const refused = refusalsOf(over);
  const strange = Object.keys(over.byStatus).filter((status) => !["200", "429", "503"].includes(status));
  const answered = peak.byStatus["200"]!;
  const figures: Figure[] = [
    { name: `${count} templates, ${connections} searches at once, in process`, value: bare, unit: "searches/s" },
    {
      name: `the same over HTTP, ${connections} connections, f16`,
      value: goodput,
      unit: "requests/s",
      peer: "in process",
      ratio: goodput / bare,
      goal: goalOfShare,
      met: goodput / bare >= goalOfShare,
    },
    { name: "answered within, p50", value: answered.p50, unit: "ms" },
    { name: "answered within, p99", value: answered.p99, unit: "ms" },
    {
      name: `at twice the rate, ${rate.toFixed(0)} requests/s for ${over.seconds.toFixed(0)} s: answered`,
      value: left,
      unit: "requests/s",
      ratio: left / goodput,
      goal: goalOfGoodput,
      met: left / goodput >= goalOfGoodput,
    },
    { name: "at twice the rate: answered within, p99", value: over.byStatus["200"]?.p99 ?? 0, unit: "ms" },
    {
      name: "at twice the rate: refused within, p99, at most",
      value: refused.p99,
      unit: "ms",
      goal: goalOfRefusal,
      met: refused.p99 < goalOfRefusal,
    },
    { name: "at twice the rate: refused", value: refused.count / over.seconds, unit: "requests/s" },
    {
      name: `at twice the rate: neither answered nor refused, at most (${strange.join(", ") || "none"})`,
      value: over.failed + over.notSent,
      unit: "requests",
      goal: 0,
      met: over.failed + over.notSent === 0 && strange.length === 0,
    },
  ];
  const rows = figures.map(({ name, value, unit, ratio, goal }) => [
    name,
    `${value.toFixed(1)} ${unit}`,
    ratio?.toFixed(2) ?? "",
    goal ?? "",
  ]);
  return { name: "server-http", figures, tables: [table(["over HTTP", "", "ratio", "goal"], rows)] };
}
