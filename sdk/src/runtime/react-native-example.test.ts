import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test("the example app for React Native follows the types of the SDK", { timeout: 120_000 }, async () => {
  const tsc = from("../../../node_modules/typescript/bin/tsc");
  const project = from("../../../examples/react-native/typecheck/tsconfig.json");
  const said = await promisify(execFile)(process.execPath, [tsc, "-p", project]).catch((error: { stdout: string }) => error);
  expect(said.stdout).toBe("");
});
