import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, type Measured, table } from "@likeness/bench";
import { flips } from "./flips/flips.ts";

/** [STO6] [REC3]: what is answered after a bit of the store or of a snapshot was flipped. */
export async function measure([given, seed]: readonly string[]): Promise<Measured> {
  const folder = await mkdtemp(path.join(tmpdir(), "likeness-flips-"));
  try {
    const count = given === undefined ? 10_000 : Number(given);
    const { outcomes, faults } = await flips(count, folder, { seed: Number(seed ?? 1) });
    for (const fault of faults) console.error(fault);
    const figures: Figure[] = [
      {
        name: `answers changed or crashes, of ${count} flipped bits, at most`,
        value: faults.length,
        unit: "flips",
        goal: 0,
        met: faults.length === 0,
      },
      ...Object.entries(outcomes).map(([name, value]) => ({ name, value, unit: "flips" })),
    ];
    const rows = figures.map(({ name, value }) => [name, value]);
    return { name: "server-flips", figures, tables: [table(["", "flips"], rows)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
