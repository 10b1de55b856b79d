import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, type Measured, table } from "@likeness/bench";
import { crash } from "./crash/crash.ts";

/** [ENR5], [ERA3], [OUT1] to [OUT3]: what was acknowledged, after workerd was killed so many times. */
export async function measure([given, seed]: readonly string[]): Promise<Measured> {
  const directory = await mkdtemp(path.join(tmpdir(), "likeness-"));
  try {
    const crashed = await crash(given === undefined ? 100 : Number(given), directory, { seed: Number(seed ?? 1) });
    const { kills, enrolments, erasures, cut, faults, settled, apart } = crashed;
    for (const fault of faults) console.error(fault);
    const after = `after ${kills} times SIGKILL`;
    const figures: Figure[] = [
      {
        name: `acknowledged enrolments and erasures lost, ${after}, at most`,
        value: faults.length,
        unit: "subjects",
        goal: 0,
        met: faults.length === 0,
      },
      {
        name: `subjects that the server has otherwise than the edge, ${after}, at most`,
        value: apart.length,
        unit: "subjects",
        goal: 0,
        met: apart.length === 0,
      },
      { name: "enrolments acknowledged", value: enrolments, unit: "enrolments" },
      { name: "erasures acknowledged", value: erasures, unit: "erasures" },
      { name: "changes whose answer was lost", value: cut, unit: "changes" },
      ...(settled === undefined ? [] : [{ name: "until the server had the same set", value: settled, unit: "ms" }]),
    ];
    return {
      name: "edge-crash",
      figures,
      tables: [
        table(
          ["", "value"],
          figures.map(({ name, value }) => [name, Math.round(value)]),
        ),
      ],
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
