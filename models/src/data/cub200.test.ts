import { expect } from "vitest";
import { cub200 } from "./cub200.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

const birds = ["001.Albatross/a1.png", "001.Albatross/a2.png", "002.Auk/b1.png", "010.Wren/c1.png", "010.Wren/c2.png"];

/** Five pictures of three birds; by number, not by text, 10 comes after 2. */
async function tinyCub(folder: string, changes: Readonly<Record<string, string>> = {}): Promise<void> {
  const lists = {
    "images.txt": birds.map((file, i) => `${i + 1} ${file}\n`).join(""),
    "image_class_labels.txt": "1 1\n2 1\n3 2\n4 10\n5 10\n",
    "classes.txt": "1 001.Albatross\n10 010.Wren\n2 002.Auk\n",
    "train_test_split.txt": "1 1\n2 0\n3 1\n4 0\n5 1\n",
  };
  const pictures: Record<string, Uint8Array> = {};
  for (const [i, file] of birds.entries()) pictures[`images/${file}`] = await png(i);
  await writeFiles(folder, { ...lists, ...pictures, ...changes });
}

test("zero-shot: the first half of the classes by number trains, the other tests", async ({ folder }) => {
  await tinyCub(folder);
  const { train, test: tested } = await cub200(folder);
  expect(train.classes).toEqual(["001.Albatross"]);
  expect(tested.classes).toEqual(["002.Auk", "010.Wren"]);
  expect([...tested.labels]).toEqual([0, 1, 1]);
  expect((await tested.picture(2)).data[0]).toBe(4);
});

test("official: the parts of train_test_split.txt, all classes in both", async ({ folder }) => {
  await tinyCub(folder);
  const { train, test: tested } = await cub200(folder, { protocol: "official" });
  expect([...train.labels]).toEqual([0, 1, 2]);
  expect([...tested.labels]).toEqual([0, 2]);
  expect(tested.describe(1)).toBe(`${folder}/images/010.Wren/c1.png`);
});

test.for([
  ["a missing list", { "images.txt": "" }, "images.txt is empty"],
  ["a torn line", { "images.txt": "1 001.Albatross/a1.png\n2\n" }, "images.txt, line 2: 2 columns were expected"],
  ["a number twice", { "images.txt": "1 a\n1 b\n" }, "images.txt: a number comes twice"],
  ["no class", { "image_class_labels.txt": "1 1\n2 1\n3 2\n4 10\n" }, "image_class_labels.txt: picture 5 has no"],
  ["a missing picture", { "images.txt": "1 001.Albatross/none.png\n" }, "images/001.Albatross/none.png is missing"],
] as const)("%s is named", async ([, changes, message], { folder }) => {
  await tinyCub(folder, changes);
  await expect(cub200(folder)).rejects.toThrow(`${folder}/${message}`);
  await expect(cub200(folder)).rejects.toMatchObject({ code: "data_invalid" });
});
