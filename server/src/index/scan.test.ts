import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { indexContract } from "./contract.ts";
import { scanDriver } from "./scan.ts";
import { randomVector, seeded } from "./shortcut/nearby.fixture.ts";

for (const codes of ["f32", "f16", "i8"] as const) {
  indexContract(`scan (${codes})`, scanDriver({ codes, threads: 2 }).create);
}

describe("the scan's driver", () => {
  const random = seeded(1);
  const { create, files } = scanDriver({ codes: "i8", threads: 1 });
  const labels = BigInt64Array.from({ length: 300 }, (_, i) => BigInt(i + 1));
  const vectors = Float32Array.from(Array.from(labels, () => [...randomVector(16, random)]).flat());

  async function filled() {
    const index = create({ dimension: 16 });
    onTestFinished(() => index.close());
    await index.add(labels, vectors);
    return index;
  }

  test("[IDX6] a probe that is not finite takes none down that is searched with it", async () => {
    const index = await filled();
    const good = Array.from({ length: 40 }, () => randomVector(16, random));
    const bad = randomVector(16, random).fill(Number.NaN, 3, 4) as (typeof good)[number];
    const searches = [...good, bad].map((probe) => index.search(probe, 3));
    const settled = await Promise.allSettled(searches);
    expect(settled.map(({ status }) => status)).toEqual([...good.map(() => "fulfilled"), "rejected"]);
  });

  test("many probes at once are each answered as they are alone", async () => {
    const index = await filled();
    const probes = Array.from({ length: 200 }, () => randomVector(16, random));
    const together = await Promise.all(probes.map((probe, i) => index.search(probe, 1 + (i % 7))));
    for (const [i, probe] of probes.entries()) expect(together[i]).toEqual(await index.search(probe, 1 + (i % 7)));
  });

  test("[REC1] a snapshot gives back what it was written of, and says what it is about", async () => {
    const folder = mkdtempSync(join(tmpdir(), "likeness-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "a.scan");
    await files.write(await filled(), path, "about it");
    expect(await files.about(path)).toBe("about it");
    await expect(files.open(path, 17)).rejects.toThrow("16 values, not 17");
    await files.scrub(path, BigInt64Array.of(7n, 8n));
    const opened = await files.open(path, 16);
    onTestFinished(() => opened.close());
    expect(await opened.labels()).toEqual(labels.filter((label) => label !== 7n && label !== 8n));
    expect(await opened.vectors(BigInt64Array.of(9n))).toEqual(vectors.slice(8 * 16, 9 * 16));
  });
});
