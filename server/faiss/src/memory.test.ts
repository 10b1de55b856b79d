import { expect, test } from "vitest";

import { createIndex } from "./index.ts";
import { labelsFrom } from "./naive.ts";

test("200 indexes of 1 MB, made and closed, leave nothing like 200 MB behind", async () => {
  const dimension = 256;
  const count = 1024;
  const labels = labelsFrom(0, count);
  const vectors = new Float32Array(dimension * count);
  const round = async () => {
    const index = createIndex({ dimension });
    await index.add(labels, vectors);
    index.close();
  };
  for (let at = 0; at < 20; at++) await round();
  const before = process.memoryUsage.rss();
  for (let at = 0; at < 200; at++) await round();
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 2 ** 20);
});
