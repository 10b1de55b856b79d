import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "..");

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
  /** Of the file in `docs/figures`. */
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly tables: readonly string[];
}

/** What to run to measure it again, and what it ran on besides the machine, such as a browser and its version. */
export interface Circumstances {
  readonly command: string;
  readonly on?: string;
}

/** Writes a run to `docs/figures/NAME.json`, with what it was measured on. */
export async function writeFigures({ name, figures }: Measured, { command, on }: Circumstances): Promise<void> {
  const run = {
    name,
    command,
    machine: on === undefined ? machine() : `${machine()}, ${on}`,
    node: process.version,
    commit: commit(),
    figures: figures.map((figure) => JSON.parse(JSON.stringify(figure, rounded)) as Figure),
  };
  await writeFile(path.join(repository, `docs/figures/${name}.json`), `${JSON.stringify(run, null, 2)}\n`);
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
