import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { classBalanced } from "./class-balanced.ts";

const labels = Int32Array.from([...Array<number>(50).fill(0), ...Array<number>(5).fill(1), 2, 2]);

test("every class comes as often as any other, up to one", () => {
  const epoch = classBalanced({ labels, batchSize: 16, batchesPerEpoch: 5 }).epoch(seeded(1));
  const counts = [0, 0, 0];
  for (const index of epoch.flatMap((batch) => [...batch])) counts[labels[index]!]!++;
  expect(counts.toSorted((a, b) => a - b)).toEqual([26, 27, 27]);
  expect(epoch.map(({ length }) => length)).toEqual([16, 16, 16, 16, 16]);
});

test("all pictures of a class come before one comes again", () => {
  const drawn = classBalanced({ labels, batchSize: 30, batchesPerEpoch: 1 }).epoch(seeded(2))[0]!;
  const ofOne = drawn.filter((index) => labels[index] === 1);
  expect(ofOne).toHaveLength(10);
  expect(new Set(ofOne.subarray(0, 5)).size).toBe(5);
  expect(new Set(ofOne.subarray(5)).size).toBe(5);
});

test("another seed gives another epoch, the same one the same", () => {
  const sampler = classBalanced({ labels, batchSize: 8 });
  expect(sampler.epoch(seeded(1))).toEqual(sampler.epoch(seeded(1)));
  expect(sampler.epoch(seeded(1))).not.toEqual(sampler.epoch(seeded(2)));
  expect(sampler.epoch(seeded(1))).toHaveLength(7);
});

test("a batch of no size is refused", () => {
  expect(() => classBalanced({ labels, batchSize: 0 })).toThrow(expect.objectContaining({ code: "config_invalid" }));
});
