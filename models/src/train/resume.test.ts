import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";
import { smallRun } from "./small-run.fixture.ts";
import { train } from "./train.ts";

const folder = await mkdtemp(path.join(tmpdir(), "resume-"));
afterAll(() => rm(folder, { recursive: true }));

/** Trains up to a step, in this process, and leaves the checkpoint in a file. */
async function trainTo(step: number, file: string, from?: string): Promise<void> {
  const stop = new AbortController();
  const options = {
    ...(await smallRun()),
    signal: stop.signal,
    checkpoints: { every: { steps: 1000 }, write: (state: Parameters<typeof writeCheckpoint>[1]) => writeCheckpoint(file, state) },
    ...(from !== undefined && { from: await readCheckpoint(from) }),
  };
  for await (const event of train(options)) {
    if (event.kind === "step" && event.step === step) stop.abort();
  }
  await options.learner.close();
}

test("a ConvNet with proxies, taken up by another process within an epoch, is the same to the last bit", async () => {
  const [straight, paused, resumed] = ["straight", "paused", "resumed"].map((name) => path.join(folder, name)) as [string, string, string];
  await trainTo(10, straight);
  await trainTo(5, paused);
  const script = `
    import { readCheckpoint, writeCheckpoint } from ${JSON.stringify(path.join(import.meta.dirname, "checkpoint-file.ts"))};
    import { smallRun } from ${JSON.stringify(path.join(import.meta.dirname, "small-run.fixture.ts"))};
    import { train } from ${JSON.stringify(path.join(import.meta.dirname, "train.ts"))};
    const [, from, to] = process.argv;
    const checkpoints = { every: { steps: 1000 }, write: (state) => writeCheckpoint(to, state) };
    const stop = new AbortController();
    const run = await smallRun();
    for await (const event of train({ ...run, checkpoints, signal: stop.signal, from: await readCheckpoint(from) })) {
      if (event.kind === "step" && event.step === 10) stop.abort();
    }`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script, paused, resumed]);
  expect((await readFile(resumed)).equals(await readFile(straight))).toBe(true);
  expect((await readFile(paused)).equals(await readFile(straight))).toBe(false);
});
