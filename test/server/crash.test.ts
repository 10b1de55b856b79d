import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { crash } from "../../server/bench/crash/crash.ts";

/** `npm run bench -- server crash` kills it two hundred times. */
test("[STO1] [STO2] [REC4] the server is killed twenty times: what was acknowledged is there, and what was erased is gone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "likeness-crash-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const seed = Number(process.env["LIKENESS_SEED"] ?? 1 + Math.floor(Math.random() * 1_000_000));
  const { faults, enrolments, erasures, lines, cut, saved } = await crash(20, folder, { seed });
  expect(faults).toEqual([]);
  // Otherwise nothing was tried.
  expect(enrolments).toBeGreaterThan(100);
  expect(erasures).toBeGreaterThan(10);
  expect(lines).toBeGreaterThan(100);
  expect(cut).toBeGreaterThan(20);
  expect(saved).toBeGreaterThan(0);
}, 240_000);
