import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { compileModule, startModule } from "../module.ts";
import { kernelsModule } from "./compile.ts";

test("the module that travels is what the sources compile to, byte for byte", async () => {
  const written = await readFile(path.join(import.meta.dirname, "../kernels.ts"), "utf8");
  expect(written).toBe(await kernelsModule());
});

test("the kernels bring nothing into the memory that sessions lay out", async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  await startModule(await compileModule(), memory);
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
});
