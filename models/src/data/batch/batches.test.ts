import { getActiveResourcesInfo } from "node:process";
import { expect, vi } from "vitest";
import type { AugmentStep } from "../augment/step.ts";
import { classFolders } from "../class-folders.ts";
import type { Dataset } from "../dataset.ts";
import { pick } from "../pick.ts";
import { rotationsAsClasses } from "../rotations.ts";
import { test } from "../temporary-folder.fixture.ts";
import { inNumbers, png, writeFiles } from "../tiny-pictures.fixture.ts";
import { batches, batchMaker, evaluationBatches, type BatchMakerOptions, type PictureBatch } from "./batches.ts";

const bytes = { mean: [0], divisor: 1 };
const inColour = { mean: [0, 0, 0], divisor: 1 };

async function all(made: AsyncIterable<PictureBatch>): Promise<PictureBatch[]> {
  const list: PictureBatch[] = [];
  for await (const batch of made) list.push(batch);
  return list;
}

const threads = () => getActiveResourcesInfo().filter((kind) => kind === "Worker" || kind === "MessagePort").length;

test("a batch has its pictures in order, their labels and the shape of the network's input", async () => {
  const dataset = inNumbers([0, 1, 0, 1, 2]);
  const order = [Int32Array.of(4, 1, 1), Int32Array.of(0)];
  const [first, second, ...others] = await all(batches({ dataset, order, normalise: bytes, seed: 1, epoch: 0 }));
  expect(others).toEqual([]);
  expect(first!.inputs.shape).toEqual([3, 1, 2, 2]);
  expect([...first!.inputs.data]).toEqual([4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect([...first!.labels]).toEqual([2, 1, 1]);
  expect(first!.indexes).toEqual(order[0]);
  expect([...second!.inputs.data]).toEqual([0, 0, 0, 0]);
});

test("the same bytes come out for any number of workers, from files and from memory", async ({ folder }) => {
  const noise = (seed: number) => Array.from({ length: 3 }, (_, i) => (seed * 50 + i * 20) & 255);
  const files: Record<string, Buffer> = {};
  for (let i = 0; i < 6; i++) files[`${i % 2}/${i}.png`] = await png(noise(i), 6, 6);
  await writeFiles(folder, files);
  const order = [Int32Array.of(0, 1, 0), Int32Array.of(5, 4, 0), Int32Array.of(3, 2, 1), Int32Array.of(2, 2, 2)];
  const shift: AugmentStep = { op: "crop", padding: 2, fill: 255 };
  const augment: AugmentStep[] = [shift, { op: "colour", brightness: 0.5 }, { op: "erase" }];
  const fromFiles = await classFolders(folder);
  const memory = rotationsAsClasses(pick(inNumbers([0, 0, 1, 1], 6), Int32Array.of(3, 1)));
  for (const dataset of [fromFiles, memory]) {
    const options = { dataset, order, augment, normalise: inColour, seed: 5, epoch: 2 };
    const here = await all(batches(options));
    for (const workers of [1, 3]) expect(await all(batches({ ...options, workers }))).toEqual(here);
    expect(await all(batches({ ...options, epoch: 3 }))).not.toEqual(here);
    // A picture that is drawn twice is augmented in two ways.
    const size = here[0]!.inputs.data.length / 3;
    const [once, again] = [here[0]!.inputs.data.subarray(0, size), here[0]!.inputs.data.subarray(2 * size)];
    expect(once).not.toEqual(again);
  }
});

test("a picture's augmentation does not depend on the batches around it", async () => {
  const dataset = inNumbers([0, 0, 0], 8);
  const augment: AugmentStep[] = [{ op: "erase", probability: 1 }];
  const options = { dataset, augment, normalise: bytes, seed: 1, epoch: 0 };
  const one = await all(batches({ ...options, order: [Int32Array.of(2)] }));
  const other = await all(batches({ ...options, order: [Int32Array.of(0, 1), Int32Array.of(1, 2)] }));
  expect(other[1]!.inputs.data.subarray(64)).toEqual(one[0]!.inputs.data);
});

test("no more batches are made ahead than are asked for", async () => {
  const { source: _, ...slow } = inNumbers(Array.from({ length: 20 }, () => 0));
  const picture = vi.fn(slow.picture);
  const order = Array.from({ length: 10 }, (_, i) => Int32Array.of(2 * i, 2 * i + 1));
  const made = batches({ dataset: { ...slow, picture }, order, normalise: bytes, seed: 1, epoch: 0, prefetch: 2 });
  expect(picture).not.toHaveBeenCalled();
  await made.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(picture).toHaveBeenCalledTimes(6);
  await made.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(picture).toHaveBeenCalledTimes(8);
  await made.return();
});

test.for([0, 2])("%i workers: a broken picture is an error by its file; threads end", async (workers, { folder }) => {
  await writeFiles(folder, { "a/1.png": await png(1), "a/2.png": "broken", "b/1.png": await png(2) });
  const before = threads();
  const order = [Int32Array.of(0), Int32Array.of(1), Int32Array.of(2)];
  const options = { dataset: await classFolders(folder), order, normalise: inColour, seed: 1, epoch: 0, workers };
  const seen: number[] = [];
  const failure = (async () => {
    for await (const { indexes } of batches(options)) seen.push(...indexes);
  })();
  await expect(failure).rejects.toMatchObject({ name: "TrainingError", code: "data_invalid" });
  await expect(failure).rejects.toThrow(`${folder}/a/2.png is not a picture that can be read`);
  expect(seen).toEqual([0]);
  expect(threads()).toBe(before);
});

test.for([0, 2])("%i workers: an abort ends it, and its threads", async (workers) => {
  const before = threads();
  const abort = new AbortController();
  const order = Array.from({ length: 50 }, () => Int32Array.of(0, 1));
  const options = { dataset: inNumbers([0, 1], 64), order, normalise: bytes, seed: 1, epoch: 0, workers };
  let seen = 0;
  const failure = (async () => {
    for await (const _ of batches({ ...options, signal: abort.signal })) {
      if (++seen === 3) abort.abort(new Error("enough"));
    }
  })();
  await expect(failure).rejects.toThrow("enough");
  expect(seen).toBe(3);
  expect(threads()).toBe(before);
});

test("threads are started once for many epochs; leaving one early leaves the next whole", async () => {
  const before = threads();
  const dataset = inNumbers(Array.from({ length: 12 }, (_, i) => i % 3));
  const maker = batchMaker({ dataset, normalise: bytes, seed: 1, workers: 2 });
  const order = Array.from({ length: 6 }, (_, i) => Int32Array.of(2 * i, 2 * i + 1));
  for await (const batch of maker.epoch({ order, epoch: 0 })) if (batch.indexes[0] === 2) break;
  const whole = await all(maker.epoch({ order, epoch: 1 }));
  expect(whole.flatMap(({ indexes }) => [...indexes])).toEqual([...dataset.labels.keys()]);
  await maker.close();
  await maker.close();
  expect(threads()).toBe(before);
});

test("every picture comes once for evaluation, the last batch as large as what is left", async () => {
  const dataset = inNumbers([0, 1, 2, 3, 4]);
  const made = await all(evaluationBatches({ dataset, batchSize: 2, steps: [{ op: "invert" }], normalise: bytes }));
  expect(made.map(({ inputs }) => inputs.shape[0])).toEqual([2, 2, 1]);
  expect([...made[2]!.inputs.data]).toEqual([251, 251, 251, 251]);
});

test("pictures of several sizes, and steps that do not fit, are named", async ({ folder }) => {
  await writeFiles(folder, { "a/1.png": await png(1), "a/2.png": await png(2, 5, 4) });
  const dataset = await classFolders(folder);
  const made = (augment: AugmentStep[]) =>
    all(batches({ dataset, order: [Int32Array.of(0, 1)], augment, normalise: inColour, seed: 1, epoch: 0 }));
  await expect(made([])).rejects.toThrow(`${folder}/a/2.png is 5 x 4 in colour where ${folder}/a/1.png is 4 x 4`);
  await expect(made([{ op: "crop", width: 5, height: 4 }])).rejects.toThrow(
    `${folder}/a/1.png: a part of 5 x 4 does not lie in 4 x 4`,
  );
  expect(await made([{ op: "resize", width: 3, height: 3 }])).toHaveLength(1);
});

test("what cannot work is refused before it begins", () => {
  const { source: _, ...here } = inNumbers([0]);
  const options: BatchMakerOptions = { dataset: here, normalise: bytes, seed: 1 };
  const refusal = (message: string) => expect.objectContaining({ code: "config_invalid", message });
  expect(() => batchMaker({ ...options, workers: 1 })).toThrow(
    refusal("numbers can only be read on one thread: workers must be 0"),
  );
  expect(() => batchMaker({ ...options, workers: -1 })).toThrow(refusal("workers is -1, not a whole number from 0 on"));
  expect(() => batchMaker({ ...options, prefetch: 0 })).toThrow(refusal("prefetch is 0, not a whole number from 1 on"));
});

test("a bug in a dataset is thrown as it is", async () => {
  const { source: _, ...dataset } = inNumbers([0]);
  const broken: Dataset = { ...dataset, picture: () => Promise.reject(new TypeError("a bug")) };
  const order = [Int32Array.of(0)];
  const options = { order, normalise: bytes, seed: 1, epoch: 0 };
  await expect(all(batches({ ...options, dataset: broken }))).rejects.toThrow(TypeError);
  const outside = all(batches({ ...options, dataset, order: [Int32Array.of(7)] }));
  await expect(outside).rejects.toThrow("picture 7 of 1");
});
