import { readFile } from "node:fs/promises";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packSdk, publishedManifest } from "./packed.ts";

let packed: Awaited<ReturnType<typeof packSdk>>;
let bytes: Buffer<ArrayBuffer>;

beforeAll(async () => {
  packed = await packSdk();
  bytes = await readFile(packed.tarball);
});

afterAll(() => packed?.remove());

test("publint has nothing to say, not even as a suggestion", async () => {
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball } });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test("the types are right for every way in which a subpath is found", async () => {
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  if (!analysis.types) throw new Error("the tarball has no types");
  const { exports } = await publishedManifest();
  expect(Object.keys(analysis.entrypoints).toSorted()).toEqual(Object.keys(exports).toSorted());
  const problems = analysis.problems.filter((problem) => {
    // The package is ESM alone, which every Node that it runs on can also `require`: two builds of it in one program
    // would be two `Problem` classes, and `instanceof` would fail.
    if (problem.kind === "CJSResolvesToESM") return false;
    // `moduleResolution: node10` knows no `exports`, and TypeScript has dropped it.
    return !("resolutionKind" in problem && problem.resolutionKind === "node10");
  });
  expect(problems).toEqual([]);
});
