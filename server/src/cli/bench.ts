import { availableParallelism } from "node:os";
import { normalize, type UnitVector } from "@likeness/sdk/core";
import { engineOf, type Engine } from "../index/engine.ts";
import type { ExactIndex } from "../index/exact-index.ts";
import { loadSpace } from "../index/load-space.ts";
import type { Store, StoredSpace } from "../store/store.ts";
import { Misuse, type Command, type Output } from "./command.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";

/** Of each kind of search, so many. */
const rounds = 60;
const k = 10;
const scopes = [0.5, 0.1, 0.01, 0.001];

export const bench: Command = {
  summary: "measures searches of a store's spaces on this machine",
  help: `likeness-server bench [--store FILE] [--codes i8|f16|f32] [--threads N] [--json]

Loads each space as the server does, and searches it with probes that lie near its templates: one at a time, sixty-four at once,
and in scopes of a part of it. Times are in milliseconds, half of them below p50, one in a hundred above p99. What else
the machine does counts.

${storeHelp}`,
  run: async (given, output) => {
    const text = { type: "string" } as const;
    const { texts } = wordsOf(given, { codes: text, threads: text, json: { type: "boolean" } }, 0);
    const { codes = "i8", threads = String(availableParallelism()) } = texts;
    if (codes !== "i8" && codes !== "f16" && codes !== "f32") throw new Misuse("--codes is i8, f16 or f32");
    const engine = engineOf("scan", { codes, threads: wholeNumber(threads, "threads") });
    const measured = await withStore(texts["store"], (store) => everySpace(store, engine, output));
    const isJson = Boolean(texts["json"]);
    if (isJson) output.line(JSON.stringify({ engine: engine.engine, build: engine.build, spaces: measured }));
    else for (const line of linesOf(engine, measured)) output.line(line);
    return 0;
  },
};

interface Measured {
  readonly space: number;
  readonly modelId: string;
  readonly dimension: number;
  readonly templates: number;
  readonly loadSeconds: number;
  readonly bytes: number;
  /** Milliseconds of a search, by what was searched. */
  readonly searches: readonly Timed[];
}

interface Timed {
  readonly of: string;
  readonly p50: number;
  readonly p99: number;
  /** Gigabytes of vectors, as float32, that it would have had to read in a second. */
  readonly gigabytes: number;
}

function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 256) throw new Misuse(`--${name} is a number from 1 to 256`);
  return number;
}

async function everySpace(store: Store, engine: Engine, output: Output): Promise<Measured[]> {
  const spaces = store.everySpace().filter(({ templates }) => templates > 0);
  if (spaces.length === 0) throw new Error("the store is empty");
  const measured: Measured[] = [];
  for (const [i, space] of spaces.entries()) {
    output.progress("bench", i, spaces.length);
    measured.push(await one(store, engine, space));
  }
  output.progress("bench", spaces.length, spaces.length);
  return measured;
}

async function one(store: Store, { create }: Engine, space: StoredSpace): Promise<Measured> {
  const { id, modelId, dimension, templates } = space;
  const begun = performance.now();
  const { signal } = new AbortController();
  const { index } = await loadSpace({ source: store, spaceId: id, modelId, dimension, create, signal });
  const loadSeconds = (performance.now() - begun) / 1_000;
  try {
    const labels = await index.labels();
    const probes = await probesOf(index, labels, dimension);
    const { bytes } = index.status;
    return {
      space: id,
      modelId,
      dimension,
      templates,
      loadSeconds,
      bytes,
      searches: await searches(index, labels, probes),
    };
  } finally {
    index.close();
  }
}

/** Some of its templates, moved a little: a probe is never quite the template. */
async function probesOf(index: ExactIndex, labels: BigInt64Array, dimension: number): Promise<UnitVector[]> {
  const step = Math.max(1, Math.floor(labels.length / 64));
  const some = labels.filter((_, i) => i % step === 0).subarray(0, 64);
  const vectors = await index.vectors(some);
  return Array.from(some, (_, i) => {
    const vector = vectors.subarray(i * dimension, (i + 1) * dimension);
    return normalize(vector.map((value, at) => value + ((at * 7 + i) % 5) * 0.01));
  });
}

async function searches(index: ExactIndex, labels: BigInt64Array, probes: readonly UnitVector[]): Promise<Timed[]> {
  const rowBytes = probes[0]!.length * 4;
  const probe = (round: number) => probes[round % probes.length]!;
  const timed = async (of: string, rows: number, search: (round: number) => Promise<unknown>): Promise<Timed> => {
    for (let round = 0; round < 3; round++) await search(round);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      await search(round);
      times.push(performance.now() - begun);
    }
    times.sort((a, b) => a - b);
    const p50 = times[rounds >> 1]!;
    return { of, p50, p99: times[Math.ceil(rounds * 0.99) - 1]!, gigabytes: (rows * rowBytes) / 1e6 / p50 };
  };

  const all = labels.length;
  const found = [
    await timed(`all ${all}`, all, (round) => index.search(probe(round), k)),
    await timed(`all, 64 probes at once`, all * 64, () =>
      Promise.all(Array.from({ length: 64 }, (_, i) => index.search(probe(i), k))),
    ),
  ];
  for (const share of scopes) {
    const every = Math.round(1 / share);
    const scope = labels.filter((_, i) => i % every === 0);
    if (scope.length === 0) continue;
    found.push(
      await timed(`a scope of ${scope.length}`, scope.length, (round) => index.search(probe(round), k, { scope })),
    );
  }
  return found;
}

function* linesOf(engine: Engine, measured: readonly Measured[]): Generator<string> {
  yield `${engine.engine}, ${engine.build["threads"]} threads`;
  for (const { space, modelId, dimension, templates, loadSeconds, bytes, searches: timed } of measured) {
    yield "";
    yield `space ${space}: ${templates} x ${dimension} of ${modelId}, loaded in ${loadSeconds.toFixed(2)} s, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
    yield `${"searched".padEnd(24)}${"p50 ms".padStart(10)}${"p99 ms".padStart(10)}${"GB/s".padStart(10)}`;
    for (const { of, p50, p99, gigabytes } of timed) {
      yield `${of.padEnd(24)}${p50.toFixed(3).padStart(10)}${p99.toFixed(3).padStart(10)}${gigabytes.toFixed(1).padStart(10)}`;
    }
  }
}
