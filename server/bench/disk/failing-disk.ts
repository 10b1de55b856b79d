import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `full`: nothing more is written; `write`, `sync`: that ends with an input/output error. */
export type Fault = "full" | "write" | "sync";

export interface FailingDisk {
  /** For the environment of a process whose files below the folder are to fail. */
  readonly settings: Readonly<Record<string, string>>;
  fail(fault: Fault): void;
  heal(): void;
}

/**
 * A disk that fails when it is told to.
 *
 * @param folder whose files fail
 * @param scratch for what it is made of; another folder
 */
export function failingDisk(folder: string, scratch: string): FailingDisk {
  const library = join(scratch, "failing-disk.so");
  const control = join(scratch, "fault");
  execFileSync("g++", [
    "-x",
    "c",
    "-O2",
    "-shared",
    "-fPIC",
    "-o",
    library,
    join(import.meta.dirname, "failing-disk.c"),
  ]);
  return {
    settings: { LD_PRELOAD: library, FAILING_DISK_FOLDER: folder, FAILING_DISK_CONTROL: control },
    fail: (fault) => writeFileSync(control, fault),
    heal: () => rmSync(control, { force: true }),
  };
}
