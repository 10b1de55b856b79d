import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { flips } from "../../server/bench/flips/flips.ts";

test("[STO6] [STO10] [REC3] no bit of a store or a snapshot, flipped, changes an answer in silence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "likeness-flips-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const seed = Number(process.env["LIKENESS_SEED"] ?? 1 + Math.floor(Math.random() * 1_000_000));
  const { outcomes, faults } = await flips(150, folder, { seed });
  expect(faults).toEqual([]);
  // Each of them happens: what is never told, or never refused, would not be looked at here.
  for (const [outcome, times] of Object.entries(outcomes)) expect([outcome, times > 0]).toEqual([outcome, true]);
}, 60_000);
