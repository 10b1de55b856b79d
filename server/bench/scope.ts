import { type Figure, type Measured, median, quantile, table } from "@likeness/bench";
import type { Filter } from "@likeness/sdk/contract";
import type { UnitVector } from "@likeness/sdk/core";
import { k, scanOf } from "./exact/ours.ts";
import { timed } from "./exact/timed.ts";
import { galleryOf, probesOf, type Gallery } from "./gallery/gallery.ts";
import { seeded } from "./gallery/seeded.ts";
import { identify } from "../src/identify/identify.ts";
import { card, collection, tenant } from "./stored/people.ts";
import { opened } from "./stored/opened.ts";
import { storedGallery } from "./stored/stored-gallery.ts";

const dimension = 128;
const manyProbes = 512;
/** Of the gallery, from half of it to one in a hundred thousand. */
const shares = [0.5, 0.2, 0.1, 0.01, 0.001, 0.0001, 0.00001];
const turns = 200;

/** How many values a field has, and the milliseconds that a search by one of them is to take at most. */
const fields = new Map([
  ["hall", { values: 100, milliseconds: 0.6 }],
  ["desk", { values: 1_000, milliseconds: 0.2 }],
]);

/** Times as fast as everyone: what is as fast is measured as this now and then. */
const noise = 0.95;

interface Row {
  readonly what: string;
  readonly scope: number;
  readonly seconds: readonly number[];
  /** At most. */
  readonly milliseconds?: number;
  /** Seconds that it is held against: a search of everyone. */
  readonly plain?: number;
  /** Whether it is not to be slower than that, but for noise. */
  readonly isHeld?: boolean;
}

/** Searches of a part of a gallery: by filters of the store, and by lists of labels of every size. */
export async function measure([given]: readonly string[]): Promise<Measured> {
  const count = given === undefined ? 1_000_000 : Number(given);
  const random = seeded(3);
  const gallery = galleryOf(count, dimension, random);
  const probes = probesOf(gallery, manyProbes, random);
  const rows = [...(await filtered(gallery, probes)), ...(await selected(gallery, probes, random))];
  return reported(count, rows);
}

const probeAt = (probes: Float32Array, turn: number) => {
  const from = (turn % manyProbes) * dimension;
  return probes.slice(from, from + dimension) as UnitVector;
};

/** From the filter to the subjects: plan, search, compare in full, names. */
async function filtered(gallery: Gallery, probes: Float32Array): Promise<Row[]> {
  const warm = new Map([[card.modelId, [probeAt(probes, 0)]]]);
  const { ask, close } = await opened(await storedGallery(gallery));
  const rows: Row[] = [];
  // As a server that has run for a while.
  for (let value = 0; value < 800; value++)
    ask({ tenant, collection, probes: warm, filter: { desk: { in: [String(999 - value)] } } });
  for (const [field, { values, milliseconds }] of fields) {
    const search = async (turn: number, value: number) => {
      const filter: Filter = { [field]: { in: [String(value)] } };
      const asked = new Map([[card.modelId, [probeAt(probes, turn)]]]);
      const answerable = ask({ tenant, collection, probes: asked, filter });
      return identify({ ...answerable, targetFpir: 0.003, maxCandidates: k });
    };
    const scope = Math.round(gallery.count / values);
    // Each is asked for once; then ten of them again and again, as doors do.
    const first = await timed(99, (turn) => search(turn, turn));
    const again = await timed(turns, (turn) => search(turn, turn % 10));
    rows.push({ what: "filter, asked for the first time", scope, seconds: first, milliseconds });
    rows.push({ what: "filter, asked for again", scope, seconds: again, milliseconds });
  }
  await close();
  return rows;
}

async function selected(gallery: Gallery, probes: Float32Array, random: () => number): Promise<Row[]> {
  const scan = await scanOf(gallery, "i8", 1);
  const search = (turn: number, scope?: ReturnType<typeof scan.scope>) =>
    scan.search(probeAt(probes, turn), k, scope ? { scope } : {});
  const rows: Row[] = [];
  for (const share of shares) {
    const all: bigint[] = [];
    for (let label = 1; label <= gallery.count; label++) if (random() < share) all.push(BigInt(label));
    const labels = BigInt64Array.from(all);
    const many = share > 0.05 ? 40 : turns;
    const anew = await timed(many, async (turn) => {
      const scope = scan.scope(labels);
      await search(turn, scope);
      scope.close();
    });
    const kept = scan.scope(labels);
    const again: number[] = [];
    // By turns, so that both meet the same machine.
    const everyone = await timed(many, async (turn) => {
      await search(turn);
      const begun = performance.now();
      await search(turn, kept);
      if (turn > 0) again.push((performance.now() - begun) / 1_000);
    });
    kept.close();
    const plain = median(everyone.map((both, i) => both - again[i]!));
    rows.push({ what: "labels, given anew", scope: labels.length, seconds: anew, plain });
    rows.push({ what: "labels, given before", scope: labels.length, seconds: again, plain, isHeld: true });
  }
  scan.close();
  return rows;
}

function reported(count: number, rows: readonly Row[]): Measured {
  const figures = rows.map(({ what, scope, seconds, milliseconds, plain, isHeld }): Figure => {
    const value = median(seconds) * 1_000;
    const ratio = plain && plain / median(seconds);
    return {
      name: `${what}, scope of ${scope}, p50${milliseconds === undefined ? "" : ", at most"}`,
      value,
      unit: "ms",
      interval: [quantile(seconds, 0.25) * 1_000, quantile(seconds, 0.75) * 1_000],
      ...(milliseconds !== undefined && { goal: milliseconds, met: value < milliseconds }),
      ...(ratio !== undefined && { peer: "everyone", ratio, ...(isHeld && { goal: 1, met: ratio >= noise }) }),
    };
  });
  const lines = rows.map(({ what, scope, seconds, plain }) => [
    what,
    scope,
    (median(seconds) * 1_000).toFixed(3),
    (quantile(seconds, 0.99) * 1_000).toFixed(3),
    plain ? (plain / median(seconds)).toFixed(2) : "",
  ]);
  const head = [`of ${count} x ${dimension}, top ${k}`, "scope", "ms, p50", "p99", "times as fast as everyone"];
  return { name: "server-scope", figures, tables: [table(head, lines)] };
}
