import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base } from "vitest";

/** A test that is given a folder of its own, which is removed after it. */
export const test = base.extend<{ folder: string }>({
  // vitest reads what a fixture needs from this pattern.
  // oxlint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), "data-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});
