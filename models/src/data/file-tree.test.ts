import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createTar, createTarGzip } from "nanotar";
import { expect } from "vitest";
import { fileTree } from "./file-tree.ts";
import { placeOf, readPicture } from "./picture-source.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

const decoding = { channels: 1 } as const;

test.for(["folder", "archive.tar", "archive.tar.gz"])("%s: the same files and pictures", async (kind, { folder }) => {
  const files = {
    "b/two.png": await png(2),
    "a/one.png": await png(1),
    "a/.hidden": "x",
    ".git/c.png": "x",
    "a/long/list.txt": "text",
  };
  const place = path.join(folder, kind);
  if (kind === "folder") await writeFiles(place, files);
  else {
    const folders = ["a", "b", "a/long"].map((name) => ({ name: `${name}/` }));
    const entries = [...folders, ...Object.entries(files).map(([name, data]) => ({ name: `./${name}`, data }))];
    await writeFile(place, kind.endsWith("gz") ? await createTarGzip(entries) : createTar(entries));
  }
  const tree = await fileTree(place);
  expect(tree.files).toEqual(["a/long/list.txt", "a/one.png", "b/two.png"]);
  expect(tree.folders).toEqual(["a", "a/long", "b"]);
  expect(new TextDecoder().decode(await tree.bytes("a/long/list.txt"))).toBe("text");
  const source = tree.pictures(["b/two.png", "a/one.png"], decoding);
  expect((await readPicture(source, 0)).data[0]).toBe(2);
  expect((await readPicture(source, 1)).data[0]).toBe(1);
  expect(placeOf(source, 1)).toContain("a/one.png");
  await expect(tree.bytes("a/none.txt")).rejects.toThrow(`${place}/a/none.txt is missing`);
  expect(() => tree.pictures(["b/none.png"], decoding)).toThrow(`${place}/b/none.png is missing`);
});

test("what is not there, and what is no archive, is named", async ({ folder }) => {
  const nowhere = path.join(folder, "nowhere");
  await expect(fileTree(nowhere)).rejects.toThrow(`${nowhere} cannot be read`);
  const file = path.join(folder, "torn.tar.gz");
  const whole = await createTarGzip([{ name: "a.txt", data: "x".repeat(1000) }]);
  await writeFile(file, whole.subarray(0, 40));
  await expect(fileTree(file)).rejects.toThrow(`${file} is neither a folder nor a tar archive`);
  await writeFile(file, "text");
  await expect(fileTree(file)).rejects.toMatchObject({ code: "data_invalid" });
});

test("a file that goes away after the list was made is named when it is read", async ({ folder }) => {
  await writeFiles(folder, { "a/one.png": await png(1) });
  const source = (await fileTree(folder)).pictures(["a/one.png"], decoding);
  const gone = { ...source, folder: "/nowhere" } as typeof source;
  await expect(readPicture(gone, 0)).rejects.toThrow("/nowhere/a/one.png cannot be read");
});
