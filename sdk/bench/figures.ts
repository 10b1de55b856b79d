import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { writeAtomically } from "../../models/src/atomic-write.ts";
import { repository } from "../../models/src/places.ts";

/** One number that was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The lower and upper quartile, or 95 % of what the value may be; the name says which. */
  readonly interval?: readonly [number, number];
  /** Whose number it is, if not ours. */
  readonly peer?: string;
  /** The peer's number by ours. */
  readonly ratio?: number;
  /** What the ratio, or without one the value, was to be: at least, unless the name says at most. */
  readonly goal?: number;
  readonly met?: boolean;
}

/** What one measurement gave: for `docs/figures`, and for people. */
export interface Measured {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly tables: readonly string[];
}

/** Writes a run to `docs/figures/sdk-NAME.json`, with what it was measured on. */
export async function writeFigures({ name, figures }: Measured, browser: string): Promise<void> {
  const run = {
    name: `sdk-${name}`,
    command: `npm run bench -- sdk ${name}`,
    machine: `${machine()}, Chromium ${browser}`,
    node: process.version,
    commit: commit(),
    figures: figures.map((figure) => JSON.parse(JSON.stringify(figure, rounded)) as Figure),
  };
  await writeAtomically(path.join(repository, `docs/figures/sdk-${name}.json`), `${JSON.stringify(run, null, 2)}\n`);
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}

function machine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${memory} GiB, ${process.platform} ${process.arch}`;
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: repository, encoding: "utf8" }).trim();
}
