import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createTarGzip } from "nanotar";
import sharp from "sharp";
import { expect } from "vitest";
import { hasTestData, testData } from "../measure/test-data.ts";
import { omniglot, omniglotSplit } from "./omniglot.ts";
import { omniglotRuns } from "./omniglot-runs.ts";
import { test } from "./temporary-folder.fixture.ts";
import { writeFiles } from "./tiny-pictures.fixture.ts";

/** White paper with a black row, as Omniglot's files are: 105 x 105, one bit. */
async function drawing(row: number): Promise<Buffer> {
  const data = Buffer.alloc(105 * 105, 255).fill(0, row * 105, (row + 1) * 105);
  return sharp(data, { raw: { width: 105, height: 105, channels: 1 } }).png({ palette: true, colours: 2 }).toBuffer();
}

async function official() {
  return {
    "images_background/Greek/character01/0001_01.png": await drawing(1),
    "images_background/Greek/character01/0001_02.png": await drawing(2),
    "images_background/Greek/character02/0002_01.png": await drawing(3),
    "images_background/Latin/character01/0003_01.png": await drawing(4),
    "images_background/Latin/character01/notes.txt": "no drawing",
    "images_evaluation/Tagalog/character01/0004_01.png": await drawing(5),
  };
}

test("a class is a character; strokes are bright on black", async ({ folder }) => {
  await writeFiles(folder, await official());
  const dataset = await omniglot(folder);
  expect(dataset.classes).toEqual([
    "Greek/character01",
    "Greek/character02",
    "Latin/character01",
    "Tagalog/character01",
  ]);
  expect([...dataset.labels]).toEqual([0, 0, 1, 2, 3]);
  const { data, width, height } = await dataset.picture(1);
  expect([width, height]).toEqual([105, 105]);
  expect([data[0], data[105 * 2], data[105 * 2 + 104], data[105 * 3]]).toEqual([0, 255, 255, 0]);
  expect(await (await omniglot(folder, { size: 28 })).picture(0)).toMatchObject({ width: 28, height: 28, channels: 1 });
});

test("an alphabet that lies in two sets of an archive counts once", async ({ folder }) => {
  const place = path.join(folder, "omniglot.tar.gz");
  const greek = { name: "Greek/character01/0001_01.png", data: await drawing(1) };
  const twice = ["1", "2"].map((n) => ({ ...greek, name: `omniglot/images_background_small${n}/${greek.name}` }));
  await writeFile(place, await createTarGzip(twice));
  expect((await omniglot(place)).labels).toHaveLength(1);
});

test("the official evaluation set is tested; alphabets may be held out", async ({ folder }) => {
  await writeFiles(folder, await official());
  const split = await omniglotSplit(folder, { validation: ["Latin"] });
  expect(split.train.classes).toEqual(["Greek/character01", "Greek/character02"]);
  expect(split.validation!.classes).toEqual(["Latin/character01"]);
  expect(split.test.classes).toEqual(["Tagalog/character01"]);
});

test("what cannot be split is said", async ({ folder }) => {
  await writeFiles(folder, { "images_background_small1/Greek/character01/1.png": await drawing(1) });
  await expect(omniglotSplit(folder)).rejects.toThrow("name the alphabets to test with, of Greek");
  await expect(omniglotSplit(folder, { test: ["Klingon"] })).rejects.toThrow("there is no alphabet Klingon");
  const twice = omniglotSplit(folder, { test: ["Greek"], validation: ["Greek"] });
  await expect(twice).rejects.toThrow("alphabet Greek is named twice");
  await expect(omniglotSplit(folder, { test: ["Greek"] })).rejects.toThrow("no alphabet is left to train on");
});

test("a folder without drawings is named; so is a broken one", async ({ folder }) => {
  await expect(omniglot(folder)).rejects.toThrow(`${folder} has no drawings`);
  const name = "images_background/Greek/character01/0001_01.png";
  await writeFiles(folder, { [name]: "broken" });
  await expect(omniglot(folder)).rejects.toThrow(`${path.join(folder, name)} is not a picture that can be read`);
});

test("a run has a gallery and probes that name its classes", async ({ folder }) => {
  const files: Record<string, Buffer | string> = {
    "all_runs/run01/class_labels.txt":
      "run01/test/item01.png run01/training/class02.png\nrun01/test/item02.png run01/training/class01.png\n",
  };
  for (const [i, name] of ["test/item01", "test/item02", "training/class01", "training/class02"].entries()) {
    files[`all_runs/run01/${name}.png`] = await drawing(i);
  }
  await writeFiles(folder, files);
  const [run, ...others] = await omniglotRuns(folder);
  expect(others).toEqual([]);
  expect([...run!.gallery.labels]).toEqual([0, 1]);
  expect([...run!.probes.labels]).toEqual([1, 0]);
  expect((await run!.probes.picture(1)).data[105]).toBe(255);
  expect((await run!.gallery.picture(1)).data[105 * 3]).toBe(255);

  await writeFiles(folder, { "all_runs/run02/class_labels.txt": "run02/test/item01.png run02/training/class01.png" });
  await expect(omniglotRuns(folder)).rejects.toThrow("all_runs/run02/training/class01.png is missing");
  await expect(omniglotRuns(path.join(folder, "all_runs/run01/test"))).rejects.toThrow("has no run01/class_labels.txt");
});

test.skipIf(!(await hasTestData()))("the archive at hand has 20 runs of 20 characters", async () => {
  const runs = await omniglotRuns(path.join(testData, "omniglot.tar.gz"), { size: 28 });
  expect(runs).toHaveLength(20);
  for (const { gallery, probes } of runs) {
    expect(gallery.labels).toHaveLength(20);
    expect(probes.labels.toSorted()).toEqual(gallery.labels);
  }
});
