import { setTimeout } from "node:timers/promises";
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
