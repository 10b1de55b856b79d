import { expect, test } from "vitest";
import { createIndex, kmeans } from "./index.ts";
import { labelsFrom, randomVectors, seeded } from "./naive.fixture.ts";

const dimension = 256;
const count = 1024;
const labels = labelsFrom(0, count);
const vectors = randomVectors(count, dimension, seeded(61));

test.each(["Flat", "IVF16,SQ8", "HNSW8"])(
  "%s, made, used and closed again and again, leaves nothing behind",
  async (factory) => {
    const round = async () => {
      const index = createIndex({ dimension, factory });
      if (!index.trained) await index.train(vectors);
      await index.add(labels, vectors);
      await index.search(vectors.subarray(0, 8 * dimension), 10, { within: labels.subarray(0, 100) });
      await index.train(vectors).catch(() => {});
      if (factory !== "HNSW8") await index.remove(labels.subarray(0, 10));
      await kmeans(vectors.subarray(0, 64 * dimension), { dimension, clusters: 4, iterations: 2 });
      index.close();
    };
    const rounds = factory === "Flat" ? 200 : 40;
    for (let at = 0; at < 10; at++) await round();
    const before = process.memoryUsage.rss();
    for (let at = 0; at < rounds; at++) await round();
    // A round holds a megabyte at the least, or a third of it.
    expect(process.memoryUsage.rss() - before).toBeLessThan(rounds * 2 ** 18);
  },
);
