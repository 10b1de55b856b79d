import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, type Measured, table } from "@likeness/bench";
import { openStore, type Store } from "@likeness/server";
import { galleryOf, type Gallery } from "./gallery/gallery.ts";
import { seeded } from "./gallery/seeded.ts";
import { collection, linesOf, tenant } from "./stored/people.ts";

/** Lines that are given at once: as the command line does. */
const inBatch = 2_000;
const clients = 64;
const goalOfImport = 20_000;
const goalOfSharing = 10;

/** How many enrolments a second are on disk when they are answered. */
export async function measure([given]: readonly string[]): Promise<Measured> {
  const count = given === undefined ? 200_000 : Number(given);
  const gallery = galleryOf(count, 128, seeded(2));
  const folder = mkdtempSync(join(tmpdir(), "likeness-"));
  try {
    const plain = await imported(join(folder, "plain.sqlite"), gallery, {});
    const fields = { hall: "keyword", desk: "keyword", half: "keyword" } as const;
    const filtered = await imported(join(folder, "fields.sqlite"), gallery, fields);
    const alone = await single(join(folder, "alone.sqlite"), gallery, 1, 3_000);
    const together = await single(join(folder, "together.sqlite"), gallery, clients, Math.min(count, 60_000));
    const syncs = await synchronised(join(folder, "syncs"), 1_000);
    return reported({ count, plain, filtered, alone, together, syncs });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function imported(file: string, gallery: Gallery, fields: Parameters<Store["declare"]>[2]): Promise<number> {
  const store = openStore(file);
  await store.declare(tenant, collection, fields);
  const begun = performance.now();
  for (let from = 0; from < gallery.count; from += inBatch) {
    const lines = linesOf(gallery, from, Math.min(inBatch, gallery.count - from));
    const outcomes = await store.enrolMany(tenant, collection, lines);
    for (const outcome of outcomes) if ("refused" in outcome) throw outcome.refused;
  }
  const seconds = (performance.now() - begun) / 1_000;
  store.close();
  return gallery.count / seconds;
}

/** Each client asks for one, and for the next when that is answered. */
async function single(file: string, gallery: Gallery, many: number, count: number): Promise<number> {
  const store = openStore(file);
  const lines = linesOf(gallery, 0, count);
  let next = 0;
  const client = async () => {
    for (let line = lines[next++]; line; line = lines[next++]) {
      await store.enrol({ tenant, collection, subject: line.subject }, line.enrolment);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: many }, client));
  const seconds = (performance.now() - begun) / 1_000;
  store.close();
  return count / seconds;
}

/** What the disk allows one by one: a record and its synchronisation, again and again. */
async function synchronised(path: string, count: number): Promise<number> {
  const file = await open(path, "w");
  const record = new Uint8Array(1_024);
  const begun = performance.now();
  for (let i = 0; i < count; i++) {
    await file.write(record);
    await file.datasync();
  }
  const seconds = (performance.now() - begun) / 1_000;
  await file.close();
  return count / seconds;
}

interface Rates {
  readonly count: number;
  readonly plain: number;
  readonly filtered: number;
  readonly alone: number;
  readonly together: number;
  readonly syncs: number;
}

function reported({ count, plain, filtered, alone, together, syncs }: Rates): Measured {
  const unit = "templates/s";
  const imports = (name: string, value: number): Figure => ({
    name: `import of ${count}, ${inBatch} lines at a time, ${name}`,
    value,
    unit,
    goal: goalOfImport,
    met: value >= goalOfImport,
  });
  const figures: Figure[] = [
    imports("no fields", plain),
    imports("three fields to filter by", filtered),
    { name: "one client, one after the other", value: alone, unit },
    {
      name: `${clients} clients, each one after the other, by one client`,
      value: together,
      unit,
      ratio: together / alone,
      goal: goalOfSharing,
      met: together / alone >= goalOfSharing,
    },
    {
      name: "1 KiB records written and synchronised one after the other",
      value: syncs,
      unit: "records/s",
      peer: "the disk",
    },
  ];
  const rows = figures.map(({ name, value, ratio, goal }) => [
    name,
    value.toFixed(0),
    ratio?.toFixed(1) ?? "",
    goal ?? "",
  ]);
  return { name: "server-enrol", figures, tables: [table(["durable enrolments", "a second", "ratio", "goal"], rows)] };
}
