import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { crash } from "../../edge/bench/crash/crash.ts";

/** Outboxes wait for up to a minute between two tries: longer than this, and one of them is not trying. */
const timeout = 240_000;

/** `npm run crash` kills it a hundred times. */
test("[ENR5] [ERA3] [OUT3] workerd is killed three times: what was acknowledged is there, and the server has the same", { timeout }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "likeness-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { faults, apart, enrolments, erasures, cut } = await crash(3, directory);
  expect(faults).toEqual([]);
  expect(apart).toEqual([]);
  // Otherwise nothing was tried.
  expect(enrolments).toBeGreaterThan(30);
  expect(erasures).toBeGreaterThan(5);
  expect(cut).toBeGreaterThan(20);
});
