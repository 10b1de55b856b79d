import path from "node:path";
import { expect } from "vitest";
import { pairsFile } from "./pairs-file.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

const lines = [
  "2\t1",
  "Ada_Lovelace\t1\t2",
  "Ada_Lovelace\t2\tGrace_Hopper\t1",
  "Grace_Hopper\t1\t10",
  "Grace_Hopper\t10\tAda_Lovelace\t1",
];

async function tinyPairs(folder: string, list: readonly string[]) {
  await writeFiles(folder, {
    "pairs.txt": `${list.join("\n")}\n`,
    "lfw/Ada_Lovelace/Ada_Lovelace_0001.png": await png(1),
    "lfw/Ada_Lovelace/Ada_Lovelace_0002.png": await png(2),
    "lfw/Ada_Lovelace/Ada_Lovelace_0003.png": await png(3),
    "lfw/Grace_Hopper/Grace_Hopper_0001.png": await png(11),
    "lfw/Grace_Hopper/Grace_Hopper_0010.png": await png(20),
  });
  return { pairs: path.join(folder, "pairs.txt"), pictures: path.join(folder, "lfw") };
}

test("each fold has mated pairs, then non-mated ones; a picture that several name comes once", async ({ folder }) => {
  const { pictures, folds } = await pairsFile(await tinyPairs(folder, lines));
  expect(pictures.classes).toEqual(["Ada_Lovelace", "Grace_Hopper"]);
  expect(pictures.labels).toHaveLength(4);
  const all = await Promise.all(Array.from(pictures.labels.keys(), (index) => pictures.picture(index)));
  const values = all.map(({ data }) => data[0]);
  const seen = folds.map(({ first, second, mated }) => [
    [...first].map((index) => values[index]),
    [...second].map((index) => values[index]),
    mated,
  ]);
  expect(seen).toEqual([
    [[1, 2], [2, 11], [true, false]],
    [[11, 20], [20, 1], [true, false]],
  ]);
  for (const { first, second, mated } of folds) {
    const same = [...first].map((index, i) => pictures.labels[index] === pictures.labels[second[i]!]);
    expect(same).toEqual(mated);
  }
});

test("one fold where the first line has only the number of pairs", async ({ folder }) => {
  const { folds } = await pairsFile(await tinyPairs(folder, ["1", ...lines.slice(1, 3)]));
  expect(folds).toHaveLength(1);
});

test.for([
  [["2\tx", ...lines.slice(1)], ", line 1: the number of folds and of pairs were expected"],
  [lines.slice(0, 4), " has 3 pairs, its first line says 4"],
  [lines.with(2, "Ada_Lovelace\t2\t1"), ", line 3: a name, a number, a name and a number were expected"],
  [lines.with(1, "Ada_Lovelace\t1\tGrace_Hopper\t1"), ", line 2: a name and two numbers were expected"],
  [lines.with(3, "Grace_Hopper\t1\t2"), ", line 4: "],
] as const)("%#: what does not fit is named", async ([list, message], { folder }) => {
  const options = await tinyPairs(folder, list);
  await expect(pairsFile(options)).rejects.toThrow(`${options.pairs}${message}`);
  await expect(pairsFile(options)).rejects.toMatchObject({ code: "data_invalid" });
});

test("a missing list, and a folder without people, are named", async ({ folder }) => {
  const options = await tinyPairs(folder, lines);
  await expect(pairsFile({ ...options, pairs: "/nowhere.txt" })).rejects.toThrow("/nowhere.txt cannot be read");
  const empty = path.join(folder, "lfw/Ada_Lovelace");
  await writeFiles(folder, { "other/x.png": await png(1) });
  await expect(pairsFile({ ...options, pictures: path.join(folder, "other") })).rejects.toThrow("has no pictures like");
  await expect(pairsFile({ ...options, pictures: empty })).rejects.toThrow(`${empty} has no pictures like`);
});
