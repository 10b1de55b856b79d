import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { createIndex } from "./index.ts";
import { labelsFrom, randomVectors, seeded } from "./naive.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "likeness-faiss-"));
});
afterAll(() => rm(folder, { recursive: true }));

const dimension = 8;
const query = randomVectors(1, dimension, seeded(6));

async function written(name: string) {
  const path = join(folder, name);
  const index = createIndex({ dimension });
  await index.add(labelsFrom(10, 50), randomVectors(50, dimension, seeded(7)));
  await index.remove(BigInt64Array.of(12n, 59n));
  await index.write(path);
  const answer = await index.search(query, 50);
  index.close();
  return { path, answer };
}

test("what is read back answers as what was written, and takes changes", async () => {
  const { path, answer } = await written("whole");
  const index = createIndex({ dimension });
  await index.add(labelsFrom(900, 3), new Float32Array(3 * dimension));
  await index.read(path);
  expect(await index.search(query, 50)).toEqual(answer);
  expect(index.size).toBe(48);
  await index.add(BigInt64Array.of(12n), query);
  expect(await index.remove(labelsFrom(10, 50))).toBe(49);
  index.close();
});

test.each(["SQ8", "PQ4", "HNSW8,SQ8", "IVF4,SQ8", "IVF4_HNSW8,Flat", "PCA4,IVF4,Flat", "RR8,IVF4,PQ4"])(
  "%s is read back with what it has learned",
  async (factory) => {
    const path = join(folder, "learned");
    const vectors = randomVectors(300, dimension, seeded(9));
    const index = createIndex({ dimension, factory });
    await index.train(vectors);
    await index.add(labelsFrom(7, 300), vectors);
    await index.write(path);
    const options = { nprobe: 3, efSearch: 40 };
    const answer = await index.search(query, 9, options);
    index.close();
    const again = createIndex({ dimension, factory });
    await again.read(path);
    expect([again.size, again.trained]).toEqual([300, true]);
    expect(await again.search(query, 9, options)).toEqual(answer);
    await again.add(BigInt64Array.of(1n), query);
    again.close();
  },
);

test("an empty index can be written and read", async () => {
  const path = join(folder, "empty");
  const index = createIndex({ dimension });
  await index.write(path);
  await index.read(path);
  expect(index.size).toBe(0);
  index.close();
});

test("a file that does not fit is refused and leaves the index as it was", async () => {
  const { path } = await written("to-be-damaged");
  const whole = await readFile(path);
  const index = createIndex({ dimension });
  await index.add(BigInt64Array.of(1n), query);

  const refusal = async (bytes: Uint8Array) => {
    await writeFile(path, bytes);
    await expect(index.read(path)).rejects.toMatchObject({ code: "bad_file" });
  };
  await refusal(whole.subarray(0, 20));
  await refusal(whole.subarray(0, -1));
  await refusal(Buffer.concat([Buffer.from("X"), whole.subarray(1)]));
  // A length that overflows, and any bit.
  const overflowing = Buffer.from(whole);
  overflowing.writeBigUInt64LE(2n ** 64n - 8n, 24);
  await refusal(overflowing);
  const random = seeded(8);
  for (let flip = 0; flip < 200; flip++) {
    const damaged = Buffer.from(whole);
    const bit = Math.floor(random() * whole.length * 8);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    await refusal(damaged);
  }

  expect([...(await index.search(query, 9)).labels]).toEqual([1n]);
  index.close();
});

test("an index of another kind refuses the file", async () => {
  const { path } = await written("of-another-kind");
  for (const options of [{ dimension: 16 }, { dimension, metric: "l2" }, { dimension, factory: "SQfp16" }] as const) {
    const index = createIndex(options);
    await expect(index.read(path)).rejects.toMatchObject({ code: "bad_file" });
    index.close();
  }
});

test("a file that cannot be opened or replaced is an io error and leaves no litter", async () => {
  const index = createIndex({ dimension });
  await expect(index.read(join(folder, "absent"))).rejects.toMatchObject({ code: "io" });
  await expect(index.write(join(folder, "absent", "file"))).rejects.toMatchObject({ code: "io" });
  // A folder cannot be replaced by a file.
  await mkdir(join(folder, "in-the-way"));
  await expect(index.write(join(folder, "in-the-way"))).rejects.toMatchObject({ code: "io" });
  expect((await readdir(folder)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  index.close();
});
