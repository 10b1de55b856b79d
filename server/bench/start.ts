import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Figure, type Measured, table } from "@likeness/bench";
import { galleryOf } from "./gallery/gallery.ts";
import { seeded } from "./gallery/seeded.ts";
import { storedGallery } from "./stored/stored-gallery.ts";

const goalOfSeconds = 5;
const goalOfMemory = 1.5;

interface Started {
  readonly seconds: number;
  readonly rss: number;
  readonly bytes: number;
  readonly size: number;
}

/** From nothing to answering: with no snapshot, and with one. */
export async function measure([given]: readonly string[]): Promise<Measured> {
  const count = given === undefined ? 1_000_000 : Number(given);
  const gallery = galleryOf(count, 128, seeded(3));
  const raw = gallery.vectors.byteLength;
  const folder = await storedGallery(gallery);
  rmSync(join(folder, "snapshots"), { recursive: true, force: true });
  const [fromStore, ...fromSnapshot] = Array.from({ length: 4 }, () => started(folder)) as [Started, ...Started[]];
  const slowest = fromSnapshot.reduce((a, b) => (a.seconds > b.seconds ? a : b));
  const memory = slowest.rss / raw;
  const figures: Figure[] = [
    {
      name: `start with ${count} templates from a snapshot, the slowest of ${fromSnapshot.length}, at most`,
      value: slowest.seconds,
      unit: "s",
      goal: goalOfSeconds,
      met: slowest.seconds < goalOfSeconds,
    },
    { name: `start with ${count} templates from the store, snapshot written`, value: fromStore.seconds, unit: "s" },
    { name: "resident memory then", value: slowest.rss / 2 ** 20, unit: "MiB" },
    {
      name: "resident memory by that of the vectors, at most",
      value: memory,
      unit: "x",
      goal: goalOfMemory,
      met: memory <= goalOfMemory,
    },
  ];
  const rows = figures.map(({ name, value, unit, goal }) => [name, `${value.toFixed(2)} ${unit}`, goal ?? ""]);
  return { name: "server-start", figures, tables: [table(["start", "", "goal"], rows)] };
}

function started(folder: string): Started {
  const program = join(import.meta.dirname, "start", "started.ts");
  return JSON.parse(execFileSync(process.execPath, [program, folder], { encoding: "utf8" })) as Started;
}
