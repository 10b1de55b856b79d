import { expect, test } from "vitest";
import { createBinaryIndex } from "./index.ts";
import { labelsFrom, seeded } from "./naive.fixture.ts";

const bits = 64;
const random = seeded(51);
const vectors = Uint8Array.from({ length: 500 * 8 }, () => random() * 256);
const query = vectors.subarray(8 * 17, 8 * 18);

const differing = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, byte, i) => sum + (byte ^ b[i]!).toString(2).replaceAll("0", "").length, 0);

test.each(["BFlat", "BIVF8"])("%s asked for everything answers as brute force does", async (factory) => {
  const index = createBinaryIndex({ bits, factory, threads: 2 });
  if (!index.trained) await index.train(vectors);
  await index.add(labelsFrom(100, 500), vectors);
  const { distances, labels, k } = await index.search(query, 20, { nprobe: 8 });
  const wanted = Array.from({ length: 500 }, (_, i) => differing(query, vectors.subarray(i * 8, i * 8 + 8))).toSorted(
    (a, b) => a - b,
  );
  expect(k).toBe(20);
  expect([...distances]).toEqual(wanted.slice(0, 20));
  expect(labels[0]).toBe(117n);
  index.close();
});

test("a graph finds a vector by itself", async () => {
  const index = createBinaryIndex({ bits, factory: "BHNSW16" });
  await index.add(labelsFrom(100, 500), vectors);
  expect((await index.search(query, 1)).labels[0]).toBe(117n);
  await expect(index.remove(BigInt64Array.of(100n))).rejects.toMatchObject({ code: "not_supported" });
  index.close();
});

test("BFlat forgets what is removed", async () => {
  const index = createBinaryIndex({ bits });
  await index.add(labelsFrom(100, 500), vectors);
  expect(await index.remove(BigInt64Array.of(117n, 599n, 5n))).toBe(2);
  expect([index.size, (await index.search(query, 500)).labels.includes(117n)]).toEqual([498, false]);
  index.close();
  expect([index.size, index.bytes]).toEqual([0, 0]);
});

test("bad input is told", async () => {
  const code = (call: () => unknown) =>
    new Promise((resolve) => resolve(call())).then(
      () => "none",
      (error) => error.code,
    );
  expect(await code(() => createBinaryIndex({ bits: 12 }))).toBe("bad_argument");
  expect(await code(() => createBinaryIndex({ bits, factory: "BHNSW1" }))).toBe("not_supported");
  expect(await code(() => createBinaryIndex({ bits, factory: "BHash4" }))).toBe("not_supported");
  const index = createBinaryIndex({ bits });
  expect(await code(() => index.add(BigInt64Array.of(1n), new Uint8Array(7)))).toBe("wrong_length");
  expect(await code(() => index.add(BigInt64Array.of(1n, 1n), new Uint8Array(16)))).toBe("duplicate_label");
  expect(await code(() => index.search(new Uint8Array(8), 0))).toBe("bad_argument");
  expect(await code(() => createBinaryIndex({ bits, factory: "BIVF4" }).search(new Uint8Array(8), 1))).toBe(
    "not_trained",
  );
});
