import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, type Measured, table } from "@likeness/bench";
import { crash } from "./crash/crash.ts";

/** [STO1] [STO2] [REC4]: what is there after SIGKILL at any moment. */
export async function measure([given, seed]: readonly string[]): Promise<Measured> {
  const kills = given === undefined ? 200 : Number(given);
  const folder = await mkdtemp(join(tmpdir(), "likeness-crash-"));
  try {
    const { faults, enrolments, erasures, lines, cut, saved } = await crash(kills, folder, { seed: Number(seed ?? 1) });
    for (const fault of faults) console.error(fault);
    const figures: Figure[] = [
      {
        name: `lost, back, or half there after ${kills} kills, at most`,
        value: faults.length,
        unit: "changes",
        goal: 0,
        met: faults.length === 0,
      },
      { name: "enrolments acknowledged", value: enrolments, unit: "changes" },
      { name: "lines of batches acknowledged", value: lines, unit: "changes" },
      { name: "erasures acknowledged", value: erasures, unit: "changes" },
      { name: "changes whose answer was cut off", value: cut, unit: "changes" },
      { name: "runs in which a snapshot was saved before the kill", value: saved, unit: "runs" },
    ];
    const rows = figures.map(({ name, value, unit }) => [name, `${value} ${unit}`]);
    return { name: "server-crash", figures, tables: [table(["killed by SIGKILL", ""], rows)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
