import { expect, test } from "vitest";
import { createScan } from "./index.ts";
import { labelsFrom, seeded, unitVectors } from "./naive.fixture.ts";

test("[IDX1] what comes in while a search begins takes no place of those that were there", async () => {
  const random = seeded(71);
  const dimension = 16;
  for (let round = 0; round < 60; round++) {
    const scan = createScan({ dimension });
    await scan.add(labelsFrom(0, 50), unitVectors(50, dimension, random));
    // Larger than the index in any case: everybody who is there has a place.
    const searching = Array.from({ length: 20 }, (_, i) => {
      const adding = scan.add(labelsFrom(50 + 5 * i, 5), unitVectors(5, dimension, random));
      return [scan.search(unitVectors(1, dimension, random), 1000), adding] as const;
    });
    for (const [search, adding] of searching) {
      const { labels, k } = await search;
      await adding;
      expect(new Set(labels.filter((label) => label >= 0n && label < 50n)).size).toBe(50);
      expect(k).toBe(labels.length);
    }
    scan.close();
  }
});
