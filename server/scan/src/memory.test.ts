import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createScan } from "./index.ts";
import { labelsFrom, seeded, unitVectors } from "./naive.fixture.ts";

const megabyte = 2 ** 20;
const rss = () => process.memoryUsage.rss() / megabyte;

test("100 indexes of 5 MB, made and closed, leave nothing like 500 MB behind", async () => {
  const dimension = 256;
  const count = 4096;
  const labels = labelsFrom(0, count);
  const vectors = unitVectors(count, dimension, seeded(51));
  const round = async () => {
    const scan = createScan({ dimension, codes: "i8" });
    await scan.add(labels, vectors);
    await scan.search(vectors.subarray(0, dimension), 10, { scope: scan.scope(labels) });
    scan.close();
  };
  for (let at = 0; at < 20; at++) await round();
  const before = rss();
  for (let at = 0; at < 100; at++) await round();
  expect(rss() - before).toBeLessThan(64);
});

test("with bytes as codes it takes less than 1.3 times the raw vectors, and gives back what is removed", async () => {
  const dimension = 128;
  const count = 16 * 4096;
  const raw = count * dimension * 4;
  const vectors = new Float32Array(count * dimension).fill(0.5);
  const scan = createScan({ dimension, codes: "i8" });
  const before = rss();
  await scan.add(labelsFrom(0, count), vectors);
  expect(scan.bytes).toBeGreaterThan(raw);
  expect(scan.bytes).toBeLessThan(1.3 * raw);
  const full = rss() - before;
  expect(full).toBeLessThan((1.35 * raw) / megabyte + 8);
  // All but few of each block.
  await scan.remove(labelsFrom(0, count).filter((label) => label % 4096n > 100n));
  expect(scan.bytes).toBeLessThan(raw / 10);
  await setTimeout(10);
  expect(rss() - before).toBeLessThan(full / 2);
  scan.close();
});

const ways = ["alone", "while written", "among new ones", "closed"];
test.each(ways)("[STO7] what is removed is not in the process's memory: %s", (how) => {
  const folder = mkdtempSync(join(tmpdir(), "likeness-erased-"));
  const addon = fileURLToPath(new URL("../build/scan.node", import.meta.url));
  const fixture = fileURLToPath(new URL("./erased.fixture.mjs", import.meta.url));
  const args = [fixture, addon, "i8", how, join(folder, "snapshot")];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe("");
  const { before, after, neighbour } = JSON.parse(stdout) as { before: number; after: number; neighbour: number };
  expect(before).toBeGreaterThan(0);
  expect(after).toBe(0);
  expect(neighbour > 0).toBe(how !== "closed");
});
