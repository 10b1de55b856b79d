import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { compileModule, startModule } from "../module.ts";
import { first } from "../session.ts";
import { kernelsModule } from "./compile.ts";

test("the module that travels is what the sources compile to, byte for byte", async () => {
  const written = await readFile(path.join(import.meta.dirname, "../kernels.ts"), "utf8");
  expect(written).toBe(await kernelsModule());
});

test("the kernels' own constants lie below what the sessions use", async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  await startModule(await compileModule(), memory);
  const used = new Uint8Array(memory.buffer).findLastIndex((byte) => byte !== 0);
  expect(used).toBeGreaterThan(0);
  expect(used).toBeLessThan(first);
});
