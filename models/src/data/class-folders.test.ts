import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { classFolders } from "./class-folders.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

test("a class per folder, in the order of names, pictures at any depth", async ({ folder }) => {
  await writeFiles(folder, {
    "grace/1.png": await png(3),
    "ada/2.PNG": await png(2),
    "ada/deep/1.png": await png(1),
    "ada/notes.txt": "x",
    "loose.png": await png(9),
  });
  const dataset = await classFolders(folder);
  expect(dataset.classes).toEqual(["ada", "grace"]);
  expect([...dataset.labels]).toEqual([0, 0, 1]);
  expect(dataset.describe(1)).toBe(path.join(folder, "ada/deep/1.png"));
  expect((await dataset.picture(2)).data[0]).toBe(3);
});

test("an empty folder, and a class without pictures, are named", async ({ folder }) => {
  await expect(classFolders(folder)).rejects.toThrow(`${folder} has no folder of pictures per class`);
  await writeFiles(folder, { "ada/1.png": await png(1) });
  await mkdir(path.join(folder, "grace"));
  const failure = classFolders(folder);
  await expect(failure).rejects.toThrow(`${folder}/grace has no pictures`);
  await expect(failure).rejects.toMatchObject({ code: "data_invalid" });
});

test("a broken picture is named when it is read", async ({ folder }) => {
  await writeFiles(folder, { "ada/1.png": "no picture" });
  const dataset = await classFolders(folder);
  await expect(dataset.picture(0)).rejects.toThrow(`${folder}/ada/1.png is not a picture that can be read`);
});
