import path from "node:path";
import { expect } from "vitest";
import { classFolders } from "./class-folders.ts";
import { inMemory } from "./in-memory.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

test("pictures are decoded once and are the same, resized if that is asked for", async ({ folder }) => {
  await writeFiles(folder, { "a/1.png": await png(10), "a/2.png": await png(20), "b/1.png": await png(30) });
  const files = await classFolders(folder, { decoding: { channels: 1 } });
  const memory = await inMemory(files, { steps: [{ op: "resize", width: 2, height: 2 }] });
  expect(memory.source.kind).toBe("memory");
  expect(await memory.picture(1)).toEqual({ data: new Uint8Array(4).fill(20), width: 2, height: 2, channels: 1 });
  expect(memory.labels).toEqual(files.labels);
  expect(memory.describe(2)).toBe(path.join(folder, "b/1.png"));
});

test("one of another size is named", async ({ folder }) => {
  await writeFiles(folder, { "a/1.png": await png(10), "a/2.png": await png(20, 5, 4) });
  await expect(inMemory(await classFolders(folder))).rejects.toThrow(
    `${folder}/a/2.png is 5 x 4 in colour, ${folder}/a/1.png is 4 x 4 in colour`,
  );
});

test("one that is broken is named, and an abort is heard", async ({ folder }) => {
  await writeFiles(folder, { "a/1.png": await png(10), "a/2.png": "broken" });
  const files = await classFolders(folder);
  await expect(inMemory(files)).rejects.toThrow(`${folder}/a/2.png is not a picture that can be read`);
  await expect(inMemory(files, { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
});
