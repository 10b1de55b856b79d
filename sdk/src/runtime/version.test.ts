import { readFile } from "node:fs/promises";
import { env } from "onnxruntime-common";
import { expect, test } from "vitest";
import { onnxruntimeVersion } from "./version.ts";

test("the version is that of the packages: a choice made with another one is not remembered", async () => {
  const file = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const { dependencies } = JSON.parse(file) as { dependencies: Record<string, string> };
  expect(dependencies["onnxruntime-web"]).toBe(onnxruntimeVersion);
  expect(env.versions.common).toBe(onnxruntimeVersion);
});
