import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { pxk } from "./pxk.ts";

/** 40 pictures of class 0, 20 of 1, 7 of 2, 3 of 5 and 1 of 6. */
const counts = [40, 20, 7, 0, 0, 3, 1];
const labels = Int32Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label)));
const large = labels.filter((label) => label < 3);

test("every batch has P classes with K pictures each, none twice", () => {
  const epoch = pxk({ labels: large, classesPerBatch: 2, perClass: 5, batchesPerEpoch: 50 }).epoch(seeded(1));
  expect(epoch).toHaveLength(50);
  for (const batch of epoch) {
    expect(new Set(batch).size).toBe(10);
    const counts = Map.groupBy(batch, (index) => large[index]!);
    expect([...counts.values()].map(({ length }) => length)).toEqual([5, 5]);
  }
});

test("all classes come about as often, and all pictures of a class", () => {
  const epoch = pxk({ labels: large, classesPerBatch: 2, perClass: 5, batchesPerEpoch: 3000 }).epoch(seeded(2));
  const drawn = epoch.flatMap((batch) => [...batch]);
  for (const label of [0, 1, 2]) {
    const count = drawn.filter((index) => large[index] === label).length;
    expect(Math.abs(count - 10_000)).toBeLessThan(400);
  }
  const seen = new Int32Array(large.length);
  for (const index of drawn) seen[index]!++;
  for (const index of large.keys()) {
    const expected = 10_000 / [40, 20, 7][large[index]!]!;
    expect(Math.abs(seen[index]! - expected)).toBeLessThan(6 * Math.sqrt(expected));
  }
});

test("the epoch follows from the random numbers alone", () => {
  const sampler = pxk({ labels: large, classesPerBatch: 3, perClass: 4 });
  const first = sampler.epoch(seeded(3, 0));
  expect(sampler.epoch(seeded(3, 1))).not.toEqual(first);
  expect(sampler.epoch(seeded(3, 0))).toEqual(first);
  expect(first).toHaveLength(Math.floor(67 / 12));
});

test("a class of just enough pictures is taken", () => {
  const [batch] = pxk({ labels: large, classesPerBatch: 3, perClass: 7 }).epoch(seeded(6));
  expect(batch!.filter((index) => large[index] === 2).toSorted()).toEqual(Int32Array.of(60, 61, 62, 63, 64, 65, 66));
});

test("a class of too few pictures is refused by name", () => {
  const classes = ["a", "b", "c", "d", "e", "Ada", "f"];
  expect(() => pxk({ labels, classes, classesPerBatch: 2, perClass: 4 })).toThrow(
    expect.objectContaining({
      code: "data_invalid",
      message:
        "class 5 (Ada) has 3 of the 4 pictures that a batch takes, and so have 1 more classes too few: " +
        "give it more, leave it out, or repeat",
    }),
  );
});

test("repeating draws all pictures of a class before one comes again", () => {
  const sampler = pxk({ labels, classesPerBatch: 5, perClass: 8, tooFew: "repeat", batchesPerEpoch: 20 });
  const epoch = sampler.epoch(seeded(4));
  for (const batch of epoch) {
    const three = Map.groupBy(batch.filter((index) => labels[index] === 5), (index) => index);
    expect([...three.values()].map(({ length }) => length).toSorted()).toEqual([2, 3, 3]);
    expect(batch.filter((index) => labels[index] === 6)).toEqual(new Int32Array(8).fill(70));
  }
});

test("leaving out takes only the classes that have enough, and says if they are too few", () => {
  const options = { labels, perClass: 4, tooFew: "leave-out" } as const;
  const batches = pxk({ ...options, classesPerBatch: 3, batchesPerEpoch: 20 }).epoch(seeded(5));
  expect(new Set(batches.flatMap((batch) => [...batch].map((index) => labels[index])))).toEqual(new Set([0, 1, 2]));
  expect(() => pxk({ ...options, classesPerBatch: 4 })).toThrow(
    "a batch takes 4 classes and there are only 3 with at least 4 pictures",
  );
});

test.each([
  { classesPerBatch: 0, perClass: 4, name: "classesPerBatch is 0" },
  { classesPerBatch: 2, perClass: 1.5, name: "perClass is 1.5" },
])("$name is refused", ({ name, ...sizes }) => {
  expect(() => pxk({ labels: large, ...sizes })).toThrow(expect.objectContaining({ code: "config_invalid" }));
  expect(() => pxk({ labels: large, ...sizes })).toThrow(name);
});

test("no pictures at all are refused", () => {
  expect(() => pxk({ labels: new Int32Array(), classesPerBatch: 1, perClass: 1 })).toThrow("there are no pictures");
});
