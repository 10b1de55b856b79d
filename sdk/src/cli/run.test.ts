import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { likeness } from "./captured.fixture.ts";

/** Those that cannot be called without words of their own. */
const needing = [
  "model check",
  "model card",
  "assets",
  "keys new",
  "keys link",
  "ticket enrol",
  "ticket device",
  "log export",
  "log verify",
  "receipt verify",
];
const names = [...needing, "keys worker"];

test("without words it lists its commands", async () => {
  const { code, out } = await likeness();
  expect(code).toBe(0);
  for (const name of names) expect(out).toContain(`likeness ${name} `);
});

test.each([[["model"]], [["modell", "check"]], [["enrol"]], [["keys"]], [["log", "erase"]]])("%o is no command", async (words) => {
  const { code, out, notes } = await likeness(...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(notes).toMatch(/^likeness: there is no command /);
});

test.each(names)("%s says what it does", async (name) => {
  const help = await likeness(...name.split(" "), "--help");
  expect(help).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^likeness ${name} [A-Z[-]`)) });
});

test.each(needing)("%s says what it needs", async (name) => {
  const bare = await likeness(...name.split(" "));
  expect(bare).toMatchObject({ code: 2, notes: expect.stringContaining(`see likeness ${name} --help`) });
});

test("as a program it writes and ends so", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const program = promisify(execFile);
  expect((await program(process.execPath, [main, "--help"])).stdout).toContain("likeness model check");
  await expect(program(process.execPath, [main, "assets"])).rejects.toMatchObject({ code: 2, stdout: "" });
});
