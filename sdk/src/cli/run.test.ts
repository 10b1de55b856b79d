import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { likeness } from "./captured.fixture.ts";

test("without words it lists its commands", async () => {
  const { code, out } = await likeness();
  expect(code).toBe(0);
  for (const name of ["likeness model check", "likeness model card", "likeness assets"]) expect(out).toContain(name);
});

test.each([[["model"]], [["modell", "check"]], [["enrol"]]])("%o is no command", async (words) => {
  const { code, out, notes } = await likeness(...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(notes).toMatch(/^likeness: there is no command /);
});

test.each([["model check"], ["model card"], ["assets"]])("%s says what it does, and what it needs", async (name) => {
  const help = await likeness(...name.split(" "), "--help");
  expect(help).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^likeness ${name} [A-Z]`)) });
  const bare = await likeness(...name.split(" "));
  expect(bare).toMatchObject({ code: 2, notes: expect.stringContaining(`see likeness ${name} --help`) });
});

test("as a program it writes and ends so", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const program = promisify(execFile);
  expect((await program(process.execPath, [main, "--help"])).stdout).toContain("likeness model check");
  await expect(program(process.execPath, [main, "assets"])).rejects.toMatchObject({ code: 2, stdout: "" });
});
