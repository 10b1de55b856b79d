import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Bytes a second that memory can be read with, the best of nine rounds.
 *
 * @param bytes far more than the caches hold
 */
export function readBandwidth(bytes: number, threads: number): number {
  const folder = mkdtempSync(join(tmpdir(), "likeness-"));
  try {
    const program = join(folder, "bandwidth");
    const source = join(import.meta.dirname, "bandwidth.cc");
    execFileSync("g++", ["-O3", "-march=native", "-std=c++17", "-pthread", "-o", program, source]);
    return Number(execFileSync(program, [String(bytes), String(threads), "9"], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
