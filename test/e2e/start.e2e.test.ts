import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import sharp from "sharp";
import { portraits } from "../fixtures/pictures.ts";

const entry = join(import.meta.dirname, "../../demo/src/start.ts");
let photos: string;

beforeAll(async () => {
  photos = await mkdtemp(join(tmpdir(), "likeness-photos-"));
});

afterAll(() => rm(photos, { recursive: true, force: true }));

/** Runs the start program as `npm start` does, once everything is set up. */
function start(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, ...args]);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

test("photographs in a folder for each person are enrolled and recognised; what is no use is named", async () => {
  const [ada, grace] = await portraits();
  for (const [name, portrait] of [
    ["Ada Lovelace", ada!],
    ["Grace Hopper", grace!],
  ] as const) {
    await mkdir(join(photos, name));
    await writeFile(join(photos, name, "1.jpg"), portrait);
    await sharp(portrait).resize(220).modulate({ brightness: 0.8 }).jpeg({ quality: 60 }).toFile(join(photos, name, "2.jpg"));
  }
  await writeFile(join(photos, "Ada Lovelace", "3.jpg"), "not a picture");

  const { code, output } = await start("--once", "--photos", photos);
  expect(output).toMatch(/Ada Lovelace +2\.jpg +match +no match +named/);
  expect(output).toMatch(/Grace Hopper +2\.jpg +match +no match +named/);
  expect(output).toContain("not used: Ada Lovelace, 3.jpg: broken_picture");
  expect(output).toContain("1:N  2 of 2 views named right, 0 nobody, 0 somebody else");
  expect(code).toBe(0);
});

test("a folder that is not there is said to be missing, and the exit code says so too", async () => {
  const { code, output } = await start("--once", "--photos", join(photos, "nowhere"));
  expect(output).toContain("nowhere");
  expect(code).toBe(1);
});
