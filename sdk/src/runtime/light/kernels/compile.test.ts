import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { kernelsModule } from "./compile.ts";

test("the module that travels is what the sources compile to, byte for byte", async () => {
  const written = await readFile(path.join(import.meta.dirname, "../kernels.ts"), "utf8");
  expect(written).toBe(await kernelsModule());
});
