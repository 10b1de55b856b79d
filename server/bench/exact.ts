import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import { kernels, type Codes } from "@likeness/scan";
import { hnswlibTimes } from "./exact/hnswlib.ts";
import { k, scanOf, searchTimes } from "./exact/ours.ts";
import { usearchTimes } from "./exact/usearch.ts";
import { galleryOf, probesOf, writeRaw, type Gallery } from "./gallery/gallery.ts";
import { seeded } from "./gallery/seeded.ts";
import { readBandwidth } from "./limit/bandwidth.ts";
import { runPython } from "./peers/python.ts";

const dimension = 128;
const manyProbes = 1_024;
/** How often each is measured, one probe at a time; batches take long, and are measured less often. */
const turnsOf = (batch: number) => (batch === 1 ? 60 : 7);

/** What a search is to be, by the fp32 scan of the same run. */
const goals: Readonly<Partial<Record<Codes, number>>> = { f16: 1.7, i8: 2.5 };
const goalOfBandwidth = 0.85;

interface Faiss {
  readonly version: string;
  readonly seconds: readonly number[];
}

interface Row {
  readonly who: string;
  readonly threads: number;
  readonly batch: number;
  readonly seconds: readonly number[];
}

/** Exact search among a million: by the memory's speed, beside python3-faiss and usearch. */
export async function measure([given]: readonly string[]): Promise<Measured> {
  const count = given === undefined ? 1_000_000 : Number(given);
  const random = seeded(1);
  const gallery = galleryOf(count, dimension, random);
  const probes = probesOf(gallery, manyProbes, random);
  const bytes = gallery.vectors.byteLength;
  const limits = new Map([1, 2].map((threads) => [threads, bytes / readBandwidth(bytes, threads)]));
  const rows: Row[] = [];
  let different = 0;

  for (const threads of [1, 2]) {
    const truth = new Map<number, string>();
    for (const codes of ["f32", "f16", "i8"] as const) {
      const scan = await scanOf(gallery, codes, threads);
      for (const batch of [1, 64]) {
        const { seconds, found } = await searchTimes(scan, probes, batch, turnsOf(batch));
        rows.push({ who: codes, threads, batch, seconds });
        const answer = `${found.labels.join()} ${found.scores.join()}`;
        if (answer !== (truth.get(batch) ?? answer)) different++;
        truth.set(batch, answer);
      }
      scan.close();
    }
  }
  rows.push(...(await peersOf(gallery, probes)));
  return reported(count, limits, rows, different);
}

async function peersOf(gallery: Gallery, probes: Float32Array): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "likeness-"));
  const rows: Row[] = [];
  try {
    const [vectorsFile, probesFile] = [join(folder, "vectors"), join(folder, "probes")];
    await writeRaw(vectorsFile, gallery.vectors);
    await writeRaw(probesFile, probes);
    for (const batch of [1, 64]) {
      const turns = batch === 1 ? 15 : 3;
      const args = [vectorsFile, probesFile, gallery.dimension, k, batch, turns];
      const faiss = runPython<Faiss>("faiss-flat.py", args, "python3-faiss");
      if (faiss) rows.push({ who: `python3-faiss ${faiss.version}`, threads: 1, batch, seconds: faiss.seconds });
      const usearch = await usearchTimes(gallery, probes, batch, turns);
      if (usearch) rows.push({ who: "usearch", threads: 1, batch, seconds: usearch });
      const hnswlib = await hnswlibTimes(gallery, probes, batch, batch === 1 ? 15 : 1);
      if (hnswlib) rows.push({ who: "hnswlib-node", threads: 1, batch, seconds: hnswlib });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return rows;
}

function reported(
  count: number,
  limits: ReadonlyMap<number, number>,
  rows: readonly Row[],
  different: number,
): Measured {
  const plain = (row: Row) =>
    rows.find((one) => one.who === "f32" && one.threads === row.threads && one.batch === row.batch);
  const figures: Figure[] = [...limits].map(([threads, seconds]) => ({
    name: `reading the vectors once, ${threads} threads`,
    value: seconds * 1000,
    unit: "ms",
    peer: "memory",
  }));
  for (const row of rows) figures.push(figureOf(row, limits, plain(row)));
  figures.push({
    name: "answers that differ from the fp32 scan's, at most",
    value: different,
    unit: "answers",
    goal: 0,
    met: different === 0,
  });
  const lines = rows.map(({ who, threads, batch, seconds }) => [
    who,
    threads,
    batch,
    (median(seconds) * 1000).toFixed(2),
    (quantile(seconds, 0.99) * 1000).toFixed(2),
    (batch / median(seconds)).toFixed(0),
    batch === 1 ? (limits.get(threads)! / median(seconds)).toFixed(2) : "",
  ]);
  const head = [
    `${count} x ${dimension}, top ${k}`,
    "threads",
    "batch",
    "ms, p50",
    "p99",
    "probes/s",
    "of reading them once",
  ];
  console.log(`kernels: ${kernels().chosen}`);
  return { name: "server-exact", figures, tables: [table(head, lines)] };
}

function figureOf({ who, threads, batch, seconds }: Row, limits: ReadonlyMap<number, number>, plain?: Row): Figure {
  const value = median(seconds) * 1000;
  const shared = {
    name: `${who}, batch ${batch}, ${threads} threads, median and quartiles`,
    value,
    unit: "ms",
    interval: [quantile(seconds, 0.25) * 1000, quantile(seconds, 0.75) * 1000] as const,
  };
  if (who === "f32" && batch === 1) {
    const ratio = limits.get(threads)! / median(seconds);
    return {
      ...shared,
      peer: "memory",
      ratio,
      ...(threads === 1 && { goal: goalOfBandwidth, met: ratio >= goalOfBandwidth }),
    };
  }
  if (!plain) return shared;
  const ratio = median(plain.seconds) / median(seconds);
  const goal = threads === 1 && batch === 1 ? goals[who as Codes] : undefined;
  const isPeer = !["f32", "f16", "i8"].includes(who);
  return {
    ...shared,
    ...(isPeer && { peer: who }),
    ratio: isPeer ? 1 / ratio : ratio,
    ...(goal !== undefined && { goal, met: ratio >= goal }),
  };
}
