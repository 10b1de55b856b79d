import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cosine } from "../core/index.ts";
import { decodePicture } from "../face/node.ts";
import { createLikeness, type NodeLikeness } from "./node.ts";

const repository = join(import.meta.dirname, "../../..");
const portrait = join(repository, "node_modules/@vladmandic/face-api/demo/sample1.jpg");
const names = ["ultraface-rfb", "landmark-68", "dlib-resnet"];

let assets: string;
let likeness: NodeLikeness;
beforeAll(async () => {
  assets = await mkdtemp(join(tmpdir(), "likeness-assets-"));
  await mkdir(join(assets, "models"));
  for (const name of names) {
    await copyFile(join(repository, `models/cards/${name}.json`), join(assets, `models/${name}.json`));
    await copyFile(join(repository, `models/build/${name}.onnx`), join(assets, `models/${name}.onnx`));
  }
  likeness = await createLikeness({ assets });
});
afterAll(async () => {
  await likeness.close();
  await rm(assets, { recursive: true });
});

test("a picture is the same by its path, its address, its bytes and its pixels", async () => {
  expect(likeness.backend).toMatchObject({ backend: "node" });
  const bytes = await readFile(portrait);
  const { faces } = await likeness.analyze(portrait);
  expect(faces.length).toBeGreaterThan(0);
  const { template } = faces[0]!;
  expect(template.modelId).toBe(likeness.modelId);
  for (const source of [pathToFileURL(portrait), bytes, await decodePicture(bytes)]) {
    const [same] = (await likeness.analyze(source)).faces;
    expect(cosine(same!.template.vector, template.vector)).toBeCloseTo(1, 6);
  }
});

test("a file that is no picture is a problem; one that is not there is the file system's own error", async () => {
  await expect(likeness.analyze(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: "broken_picture" });
  await expect(likeness.analyze(join(assets, "nobody.jpg"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("assets by their address are those by their path", async () => {
  const other = await createLikeness({ assets: pathToFileURL(assets) });
  expect(other.modelId).toBe(likeness.modelId);
  await other.close();
  await expect(other.analyze(portrait)).rejects.toMatchObject({ code: "closed" });
});

test("assets without models say which file is missing", async () => {
  await expect(createLikeness({ assets: join(assets, "models") })).rejects.toMatchObject({
    code: "model_unavailable",
    // Whichever is missed first: they are loaded side by side.
    message: expect.stringMatching(/models.models.(ultraface-rfb|landmark-68|dlib-resnet)\.json/),
  });
});

test("a start that was aborted rejects with the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(createLikeness({ assets, signal })).rejects.toThrow("enough");
});
