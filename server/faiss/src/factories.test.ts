import { describe, expect, test } from "vitest";
import { createIndex, type FaissIndex, type Metric } from "./index.ts";
import { labelsFrom, NaiveIndex, randomVectors, seeded } from "./naive.fixture.ts";

const dimension = 16;
const many = 600;
const random = seeded(21);
const vectors = randomVectors(many, dimension, random);
const labels = labelsFrom(500, many);
const query = (at: number) => vectors.subarray(at * dimension, (at + 1) * dimension);
/** Every list, and far. */
const thorough = { nprobe: 64, efSearch: many };

async function made(factory: string, metric: Metric = "ip"): Promise<FaissIndex> {
  const index = createIndex({ dimension, factory, metric, threads: 2 });
  if (!index.trained) await index.train(vectors);
  await index.add(labels, vectors);
  return index;
}

/** Those that keep vectors as they are: asked for everything, they answer as comparing with everything does. */
const whole = ["Flat", "IVF8,Flat", "IVF8_HNSW8,Flat", "HNSW16", "RR16,Flat"];
/** A graph finds what it finds, even so: by inner products not so much of vectors of several lengths. */
const exhaustive = whole.filter((factory) => factory !== "HNSW16");
const coded = [
  "SQ8",
  "SQ6",
  "SQ4",
  "SQfp16",
  "PQ8",
  "IVF8,SQ8",
  "IVF8,SQfp16",
  "IVF8,PQ8",
  "HNSW16,SQ8",
  "PCA15,IVF8,SQ8",
  "OPQ8,IVF8,PQ8",
];
const removing = [...whole, ...coded].filter((factory) => !factory.includes("HNSW16"));

describe.each<Metric>(["ip", "l2"])("by %s", (metric) => {
  test.each(exhaustive)("%s asked for everything answers as brute force does", async (factory) => {
    const index = await made(factory, metric);
    const naive = new NaiveIndex(dimension, metric);
    naive.add(labels, vectors);
    const probe = randomVectors(3, dimension, seeded(22));
    const found = await index.search(probe, 10, thorough);
    for (let row = 0; row < 3; row++) {
      const wanted = naive.search(probe.subarray(row * dimension, (row + 1) * dimension), 10);
      expect([...found.labels.subarray(row * 10, row * 10 + 10)]).toEqual(wanted.map(({ label }) => label));
      wanted.forEach(({ score }, i) => expect(found.scores[row * 10 + i]).toBeCloseTo(score, 3));
    }
    index.close();
  });

  test.each(["HNSW16", ...coded])("%s finds most of what is nearest", async (factory) => {
    const index = await made(factory, metric);
    const naive = new NaiveIndex(dimension, metric);
    naive.add(labels, vectors);
    const probe = randomVectors(20, dimension, seeded(23));
    const found = await index.search(probe, 10, thorough);
    let right = 0;
    for (let row = 0; row < 20; row++) {
      const wanted = naive.search(probe.subarray(row * dimension, (row + 1) * dimension), 10);
      const got = new Set(found.labels.subarray(row * 10, row * 10 + 10));
      right += wanted.filter(({ label }) => got.has(label)).length;
    }
    expect(right / 200).toBeGreaterThan(0.5);
    index.close();
  });
});

test.each([...whole, ...coded])("%s looks at no more than it is told to", async (factory) => {
  const index = await made(factory);
  const { compared } = await index.search(query(3), 5, { nprobe: 2 });
  if (factory.includes("IVF")) {
    expect(compared).toBeGreaterThan(0);
    expect(compared).toBeLessThan(many);
    expect((await index.search(query(3), 5, thorough)).compared).toBe(many);
  } else {
    expect(compared).toBe(factory.includes("HNSW") ? 0 : many);
  }
  index.close();
});

describe("[FIL1] a search of some labels", () => {
  const within = labels.filter((_, i) => i % 7 === 2);

  test.each(exhaustive)("by %s finds the best of them", async (factory) => {
    const index = await made(factory);
    const naive = new NaiveIndex(dimension, "ip");
    within.forEach((label) => naive.add(BigInt64Array.of(label), query(Number(label) - 500)));
    const absent = BigInt64Array.of(...within, 3n, -9n);
    const found = await index.search(query(5), 8, { ...thorough, within: absent });
    expect([...found.labels]).toEqual(naive.search(query(5), 8).map(({ label }) => label));
    index.close();
  });

  test.each([...whole, ...coded])("by %s finds nobody else, or is refused", async (factory) => {
    const index = await made(factory);
    const allowed = new Set([...within, -1n]);
    const search = index.search(query(5), 50, { ...thorough, within });
    if (factory === "PQ8") await expect(search).rejects.toMatchObject({ code: "not_supported" });
    else expect([...(await search).labels].every((label) => allowed.has(label))).toBe(true);
    index.close();
  });

  test("of none finds nobody", async () => {
    for (const factory of ["Flat", "IVF8,SQ8", "HNSW16"]) {
      const index = await made(factory);
      const { labels: found } = await index.search(query(1), 3, { ...thorough, within: new BigInt64Array() });
      expect([...found]).toEqual([-1n, -1n, -1n]);
      index.close();
    }
  });
});

test.each(["Flat", "IVF8,Flat"])("a search by range over %s finds all above, and only those", async (factory) => {
  const index = await made(factory);
  const naive = new NaiveIndex(dimension, "ip");
  naive.add(labels, vectors);
  const { starts, labels: found, scores } = await index.searchRange(vectors.subarray(0, 2 * dimension), 1.5, thorough);
  for (const row of [0, 1]) {
    const wanted = naive.search(query(row), many).filter(({ score }) => score > 1.5);
    const got = found.subarray(starts[row], starts[row + 1]);
    expect([...got].toSorted()).toEqual(wanted.map(({ label }) => label).toSorted());
  }
  expect(Math.min(...scores)).toBeGreaterThan(1.5);
  const within = labels.subarray(0, 40);
  const limited = await index.searchRange(query(0), -100, { ...thorough, within });
  expect([...limited.labels].toSorted()).toEqual([...within].toSorted());
  index.close();
});

test.each(removing)("%s forgets what is removed, and takes it again", async (factory) => {
  const index = await made(factory);
  const gone = labels.filter((_, i) => i % 3 === 0);
  expect(await index.remove(gone)).toBe(200);
  expect(await index.remove(gone)).toBe(0);
  expect(index.size).toBe(400);
  expect([...(await index.has(labels))].filter((there) => there === 0)).toHaveLength(200);
  const { labels: found } = await index.search(query(0), many, thorough);
  expect([...found].filter((label) => gone.includes(label))).toEqual([]);
  expect(new Set(found).size).toBe(400);
  await index.add(BigInt64Array.of(gone[0]!), query(0));
  expect((await index.search(query(0), 401, thorough)).labels).toContain(gone[0]);
  index.close();
});

test.each([...whole, ...coded].filter((factory) => !/PCA/.test(factory)))(
  "%s gives back what it keeps",
  async (factory) => {
    const index = await made(factory);
    const kept = await index.reconstruct(BigInt64Array.of(510n, 1n));
    expect(kept.subarray(dimension).every(Number.isNaN)).toBe(true);
    const error = Math.hypot(...kept.subarray(0, dimension).map((value, i) => value - query(10)[i]!));
    expect(error).toBeLessThan(whole.includes(factory) ? 1e-5 : 1.5);
    index.close();
  },
);

describe("merging", () => {
  test.each(["Flat", "SQ8", "PQ8", "IVF8,Flat", "IVF8,SQ8", "IVF8,PQ8"])("%s takes all of another", async (factory) => {
    const [index, other, all] = [1, 2, 3].map(() => createIndex({ dimension, factory }));
    await all!.train(vectors);
    await Promise.all([index!.learnFrom(all!), other!.learnFrom(all!)]);
    await index!.add(labels.subarray(0, 200), vectors.subarray(0, 200 * dimension));
    await other!.add(labels.subarray(200), vectors.subarray(200 * dimension));
    await all!.add(labels, vectors);
    await index!.merge(other!);
    expect([index!.size, other!.size]).toEqual([many, 0]);
    const found = await index!.search(query(77), 20, thorough);
    expect(found).toEqual(await all!.search(query(77), 20, thorough));
    // It is whole: what came can be removed, and the one that gave takes anew.
    expect(await index!.remove(labels.subarray(150, 250))).toBe(100);
    await other!.add(BigInt64Array.of(9n), query(0));
    await expect(index!.merge(other!)).resolves.toBeUndefined();
    for (const one of [index, other, all]) one!.close();
  });

  test("is refused where codes would mean something else, and changes nothing", async () => {
    for (const factory of ["SQ8", "IVF8,Flat", "IVF8,PQ8"]) {
      const [index, other] = [createIndex({ dimension, factory }), createIndex({ dimension, factory })];
      await index.train(vectors.subarray(0, 300 * dimension));
      await other.train(vectors.subarray(300 * dimension));
      await other.add(labels, vectors);
      await expect(index.merge(other)).rejects.toMatchObject({ code: "not_alike" });
      expect([index.size, other.size]).toEqual([0, many]);
      index.close();
      other.close();
    }
    const [index, other] = [await made("Flat"), await made("Flat")];
    await expect(index.merge(other)).rejects.toMatchObject({ code: "duplicate_label" });
    await expect(index.merge(await made("SQ8"))).rejects.toMatchObject({ code: "not_alike" });
    expect([index.size, other.size]).toEqual([many, many]);
  });
});

test("bytes follow lists and graphs as well", async () => {
  for (const [factory, least] of [
    ["IVF8,Flat", dimension * 4 + 8],
    ["HNSW16", dimension * 4 + 128],
    ["IVF8,SQ8", dimension + 8],
  ] as const) {
    const index = await made(factory);
    expect(index.bytes).toBeGreaterThan(least * many);
    expect(index.bytes).toBeLessThan((least + 200) * many);
    index.close();
  }
});
