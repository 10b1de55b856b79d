import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import path from "node:path";
import type { ModelCard } from "@likeness/sdk/core";
import { writeAtomically } from "../atomic-write.ts";
import { repository } from "../places.ts";

/** Writes what a run has measured to `docs/figures`, with what it was measured on. */
export async function writeFigures(name: string, command: string, cards: readonly ModelCard[]): Promise<void> {
  const figures = cards.flatMap((card) =>
    card.accuracy.map(({ figure, value, unit, data, interval }) => ({
      name: `${card.name}: ${figure}, ${data}`,
      value,
      unit,
      ...(interval && { interval }),
      ...judged(`${card.name}: ${figure}, ${data}`, value),
    })),
  );
  const run = { name, command, machine: machine(), node: process.version, commit: commit(), figures };
  await writeAtomically(path.join(repository, "docs/figures", `${name}.json`), `${JSON.stringify(run, null, 2)}\n`);
}

/** What figures are to be at most. */
const goals: Readonly<Record<string, number>> = { "dlib-resnet: EER, att-orl": 0.0035 };

function judged(name: string, value: number): { goal?: number; met?: boolean } {
  const goal = goals[name];
  return goal === undefined ? {} : { goal, met: value <= goal };
}

function machine(): string {
  const cores = cpus();
  return `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${process.platform} ${process.arch}`;
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: repository, encoding: "utf8" }).trim();
}
