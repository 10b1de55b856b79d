import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog, readLog } from "./metrics-log.ts";
import type { MetricsLine, StepsLine } from "./metrics-line.ts";
import { createRun, nextFolder, readManifest, resumeRun } from "./run-folder.ts";
import { runFormat, type RunManifest } from "./run-format.ts";

const manifest: RunManifest = {
  format: runFormat,
  created: "2026-01-01T00:00:00Z",
  config: "abc",
  node: "v24",
  platform: "linux",
};
const begun = { config: "name: x\n", manifest };
const steps = (step: number): StepsLine => {
  return {
    kind: "steps",
    epoch: 0,
    step,
    seconds: step,
    loss: 1 / step,
    rate: 0.1,
    gradientNorm: 1,
    picturesPerSecond: 9,
  };
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "likeness-run-"));
});

afterEach(() => rm(directory, { recursive: true }));

test("a run keeps its configuration, its manifest and what is logged", async () => {
  const folder = path.join(directory, "deep/run");
  const run = await createRun(folder, begun);
  await run.log.append(steps(1));
  await run.write("model.onnx", Uint8Array.of(1, 2));
  await run.close();
  expect(await readManifest(folder)).toEqual(manifest);
  expect(await readFile(path.join(folder, "config.yaml"), "utf8")).toBe("name: x\n");
  expect(await readLog(path.join(folder, "metrics.jsonl"))).toEqual([steps(1)]);
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("two trainings never write to one folder", async () => {
  const run = await createRun(directory, begun);
  await expect(resumeRun(directory, 0)).rejects.toMatchObject({ code: "run_folder_in_use" });
  await run.close();
  await expect(createRun(directory, begun)).rejects.toMatchObject({
    code: "run_folder_in_use",
    message: expect.stringContaining("has a run already"),
  });
  await (await resumeRun(directory, 0)).close();
});

test("another process holds its folder while it lives, and no longer when it is killed", async () => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "locked-run.fixture.ts"), directory]);
  try {
    await once(child.stdout, "data");
    await expect(resumeRun(directory, 9)).rejects.toMatchObject({ code: "run_folder_in_use" });
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  const run = await resumeRun(directory, 9);
  expect(await readLog(path.join(directory, "metrics.jsonl"))).toMatchObject([{ kind: "evaluation", step: 1 }]);
  await run.close();
});

test("what came after the checkpoint is taken out of the log, a torn line too", async () => {
  const run = await createRun(directory, begun);
  for (const step of [10, 20, 30]) await run.log.append(steps(step));
  await run.log.append({ kind: "end", epoch: 0, step: 20, seconds: 20, reason: "aborted" });
  await run.close();
  const file = path.join(directory, "metrics.jsonl");
  await appendFile(file, '{"kind":"steps","st');
  const resumed = await resumeRun(directory, 20);
  await resumed.log.append(steps(25));
  await resumed.close();
  expect((await readLog(file)).map(({ step }) => step)).toEqual([10, 20, 25]);
});

test("a line in the middle that is no JSON is named", async () => {
  const file = path.join(directory, "metrics.jsonl");
  await writeFile(file, `${JSON.stringify(steps(1))}\n{"kind"\n${JSON.stringify(steps(2))}\n`);
  await expect(readLog(file)).rejects.toMatchObject({ code: "data_invalid", message: `${file}:2 is no JSON` });
});

test("a folder of another version is refused, and one that is no run", async () => {
  await expect(readManifest(directory)).rejects.toMatchObject({ code: "wrong_checkpoint", message: /is no run/ });
  await writeFile(path.join(directory, "run.json"), JSON.stringify({ ...manifest, format: "likeness-run/2" }));
  const refused = { code: "wrong_checkpoint", message: expect.stringContaining("has the format likeness-run/2") };
  await expect(readManifest(directory)).rejects.toMatchObject(refused);
  await expect(resumeRun(directory, 0)).rejects.toMatchObject(refused);
});

test.skipIf(process.platform !== "linux")("a full disk is said with the file's name", async () => {
  const file = path.join(directory, "metrics.jsonl");
  await symlink("/dev/full", file);
  const log = await openLog(file);
  const line: MetricsLine = steps(1);
  await expect(log.append(line)).rejects.toMatchObject({
    code: "disk_failed",
    message: `${file} could not be written: the disk is full`,
  });
  await log.close();
});

test("folders are numbered, and none is given twice", async () => {
  const base = path.join(directory, "runs/omniglot");
  await mkdir(`${base}-2`, { recursive: true });
  expect(await Promise.all([nextFolder(base), nextFolder(base)])).toEqual(
    expect.arrayContaining([`${base}-1`, `${base}-3`]),
  );
});
