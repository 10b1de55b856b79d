import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import type { UnitVector } from "@likeness/sdk/core";
import type { VectorIndex } from "../src/index/port.ts";
import { faissCandidates } from "../src/index/faiss-candidates.ts";
import { liveSpace } from "../src/index/live-space.ts";
import { scanDriver } from "../src/index/scan.ts";
import { defaultPolicy, planShortcut } from "../src/index/shortcut/plan.ts";
import { galleryOf, probesOf, writeRaw, type Gallery } from "./gallery/gallery.ts";
import { seeded } from "./gallery/seeded.ts";
import { runPython } from "./peers/python.ts";

const dimension = 128;
/** Of an accepted view to its template, at least. */
const similarity = 0.94;
const manyProbes = 1_000;
const threads = 1;

interface Faiss {
  readonly version: string;
  readonly seconds: readonly number[];
  readonly first: readonly number[];
}

/** [IDX4] [IDX5]: a short cut beside the exact search: what it finds, how soon, and what its making costs. */
export async function measure([given]: readonly string[]): Promise<Measured> {
  const count = given === undefined ? 1_000_000 : Number(given);
  const random = seeded(7);
  const gallery = galleryOf(count, dimension, random);
  const probes = probesOf(gallery, manyProbes, random);
  const exact = scanDriver({ codes: "i8", threads }).create({ dimension });
  const space = liveSpace({ exact, dimension, similarity });
  await filled(gallery, (labels, vectors) => space.added(labels, vectors));

  const before = await searches(space, probes);
  // Worth it or not, it is made here: what is worth it is what is to be seen.
  const policy = { ...defaultPolicy, patience: 0, gain: 1 };
  const clock = () => performance.now() / 1_000;
  const begun = clock();
  const improving = space.improve(
    { create: faissCandidates({ threads: 2 }), policy, clock, random },
    new AbortController().signal,
  );
  const meanwhile = await whileMaking(space, probes, improving);
  const outcome = await improving;
  const making = clock() - begun;
  const after = await searches(space, probes);
  const { recall, kind } = space.status;
  const same = after.first.filter((label, i) => label === before.first[i]).length;
  const plan = planShortcut(count, median(before.seconds), policy);
  const effort = Number(/(\d+) of \d+ lists/.exec(kind)?.[1] ?? 1);
  const peer = plan && (await peerOf(gallery, probes, plan.factory, effort));
  await space.close();

  const [exactTime, cutTime] = [median(before.seconds), median(after.seconds)];
  const figures: Figure[] = [
    {
      name: `lower end of 95 % for its recall at 1 over ${recall?.probes ?? 0} mated probes: ${outcome}; ${kind}`,
      value: recall?.atLeast ?? 0,
      unit: "",
      goal: policy.floor,
      met: outcome !== "used" || (recall?.atLeast ?? 0) >= policy.floor,
    },
    { name: `first places as without it, of ${manyProbes} probes of other views`, value: same, unit: "probes" },
    { name: "a search without it, p50", value: exactTime * 1e3, unit: "ms" },
    { name: "a search with it, p50", value: cutTime * 1e3, unit: "ms", peer: "without it", ratio: exactTime / cutTime },
    { name: "a search while it is made, p50", value: median(meanwhile) * 1e3, unit: "ms" },
    { name: "a search while it is made, the longest", value: Math.max(...meanwhile) * 1e3, unit: "ms" },
    { name: "making it", value: making, unit: "s" },
  ];
  if (peer) {
    const right = peer.first.filter((label, i) => label + 1 === before.first[i]).length;
    const time = median(peer.seconds);
    const name = `python3-faiss ${peer.version}, the same lists, p50`;
    figures.push({
      name,
      value: time * 1e3,
      unit: "ms",
      peer: "ours, compared in full afterwards",
      ratio: time / cutTime,
    });
    figures.push({ name: "first places of python3-faiss as the exact search's", value: right, unit: "probes" });
  }
  const rows = figures.map(({ name, value, unit, ratio }) => [
    name,
    `${value.toPrecision(5)} ${unit}`,
    ratio?.toFixed(2) ?? "",
  ]);
  const p99 = [quantile(before.seconds, 0.99), quantile(after.seconds, 0.99)].map((seconds) =>
    (seconds * 1e3).toFixed(2),
  );
  rows.push(["p99 without it, with it", p99.join(", "), ""]);
  return { name: "server-recall", figures, tables: [table([`${count} x ${dimension}`, "", "x"], rows)] };
}

async function filled({ vectors, count }: Gallery, add: (labels: BigInt64Array, some: Float32Array) => Promise<void>) {
  const atOnce = 50_000;
  for (let from = 0; from < count; from += atOnce) {
    const many = Math.min(atOnce, count - from);
    const labels = BigInt64Array.from({ length: many }, (_, i) => BigInt(from + i + 1));
    await add(labels, vectors.subarray(from * dimension, (from + many) * dimension));
  }
}

const probeAt = (probes: Float32Array, i: number) => probes.slice(i * dimension, (i + 1) * dimension) as UnitVector;

async function searches(index: Pick<VectorIndex, "search">, probes: Float32Array) {
  const seconds: number[] = [];
  const first: number[] = [];
  for (let i = 0; i < manyProbes; i++) {
    const begun = performance.now();
    const { hits } = await index.search(probeAt(probes, i), 1);
    seconds.push((performance.now() - begun) / 1_000);
    first.push(hits[0]!.label);
  }
  return { seconds, first };
}

async function whileMaking(index: Pick<VectorIndex, "search">, probes: Float32Array, making: Promise<unknown>) {
  const stop = new AbortController();
  const made = making.finally(() => stop.abort()).catch(() => {});
  const seconds: number[] = [];
  for (let i = 0; !stop.signal.aborted; i++) {
    const begun = performance.now();
    await index.search(probeAt(probes, i % manyProbes), 1);
    seconds.push((performance.now() - begun) / 1_000);
    await new Promise((later) => setTimeout(later, 10));
  }
  await made;
  return seconds;
}

async function peerOf(
  gallery: Gallery,
  probes: Float32Array,
  factory: string,
  nprobe: number,
): Promise<Faiss | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "likeness-"));
  try {
    const [vectorsFile, probesFile] = [join(folder, "vectors"), join(folder, "probes")];
    await Promise.all([writeRaw(vectorsFile, gallery.vectors), writeRaw(probesFile, probes)]);
    return runPython<Faiss>("faiss-ivf.py", [vectorsFile, probesFile, dimension, factory, nprobe], "python3-faiss");
  } finally {
    await rm(folder, { recursive: true });
  }
}
