import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { png, writeFiles } from "../src/data/tiny-pictures.fixture.ts";
import { readGraph } from "../src/onnx/read.ts";

test("the loop in the guide trains on a folder, and writes a network", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "own-loop-"));
  try {
    const greys = Array.from({ length: 10 }, (_, i) => i * 25);
    const files = greys.flatMap((grey) => [1, 2, 3, 4].map(async (n) => [`${grey}/${n}.png`, await png(grey + n, 30, 30)] as const));
    await writeFiles(path.join(folder, "pictures"), Object.fromEntries(await Promise.all(files)));
    const out = path.join(folder, "out.onnx");
    const loop = path.join(import.meta.dirname, "own-loop.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [loop, path.join(folder, "pictures"), out, "4"]);
    expect(stdout).toMatch(/^step 4: Recall@1 [01]\.\d{3}$/m);
    expect(readGraph(await readFile(out), out).producers.has("embedding")).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
