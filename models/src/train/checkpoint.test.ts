import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint-bytes.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { linearLearner } from "./linear-learner.fixture.ts";
import { parameterSgd } from "./parameter-optimiser.ts";
import { proxyLoss } from "./proxy-loss.fixture.ts";
import { constant } from "./schedules/index.ts";
import { train } from "./train.ts";
import type { TrainingOptions } from "./training-options.ts";

const folder = await mkdtemp(path.join(tmpdir(), "checkpoint-"));
afterAll(() => rm(folder, { recursive: true }));

const checkpoint: Checkpoint = {
  config: "c0ffee",
  seed: 7,
  progress: { epoch: 1, batch: 0, step: 2, evaluated: 2, schedule: [0.5, 1, 0], waited: 0, best: { step: 2, metrics: { r: 0.5 } } },
  learner: { "conv/weight": { shape: [2, 1], data: Float32Array.of(1.5, -0) }, count: { shape: [], data: Float32Array.of(3) } },
  parameters: { proxies: Float64Array.of(0.1, 0.2) },
  moments: { proxies: { velocity: Float64Array.of(1e-300, 2) } },
  memory: { embeddings: Float32Array.of(1, 2, 3, 4), labels: Int32Array.of(-1, 9), next: 1, filled: 1 },
  best: {
    learner: { "conv/weight": { shape: [2, 1], data: Float32Array.of(1, 2) }, count: { shape: [], data: Float32Array.of(1) } },
    parameters: { proxies: Float64Array.of(5, 6) },
  },
};

test("what is written is what is read, and the same again gives the same bytes", async () => {
  const bytes = await encodeCheckpoint(checkpoint);
  const read = await decodeCheckpoint(bytes);
  expect(read).toEqual(checkpoint);
  expect(await encodeCheckpoint(read)).toEqual(bytes);
});

test("a checkpoint without memory, parameters and evaluations has none", async () => {
  const { memory: _, best: __, ...rest } = checkpoint;
  const { best: ___, ...progress } = checkpoint.progress;
  const plain = { ...rest, progress, parameters: {}, moments: {} };
  expect(await decodeCheckpoint(await encodeCheckpoint(plain))).toEqual(plain);
});

test("the format is the one that is written down", async () => {
  const bytes = await encodeCheckpoint(checkpoint);
  const view = new DataView(bytes.buffer);
  expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe("LIKETNSR");
  expect(view.getUint32(8, true)).toBe(1);
  const start = 16 + view.getUint32(12, true);
  expect(start % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(16, start))) as {
    tensors: { name: string; type: string; shape: number[]; offset: number }[];
  };
  const { offset, ...entry } = header.tensors.find(({ name }) => name === "moments/proxies/velocity")!;
  expect(entry).toEqual({ name: "moments/proxies/velocity", type: "f64", shape: [2] });
  expect(offset % 8).toBe(0);
  expect(view.getFloat64(start + offset + 8, true)).toBe(2);
});

test("a file that is cut off, damaged, newer, or of something else is refused by name", async () => {
  const bytes = await encodeCheckpoint(checkpoint);
  const damaged = (change: (copy: Uint8Array) => void) => {
    const copy = bytes.slice();
    change(copy);
    return copy;
  };
  const refused = async (content: Uint8Array, why: RegExp) => {
    const file = path.join(folder, "last.checkpoint");
    await writeFile(file, content);
    const failure = await readCheckpoint(file).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "wrong_checkpoint", message: expect.stringMatching(why) });
    expect(failure).toMatchObject({ message: expect.stringContaining("last.checkpoint") });
  };
  for (const length of [0, 5]) await refused(bytes.subarray(0, length), /is no checkpoint/);
  for (const length of [8, 20]) await refused(bytes.subarray(0, length), /is cut off/);
  for (const length of [100, bytes.length - 1]) await refused(bytes.subarray(0, length), /is cut off or damaged/);
  for (const place of [14, 60, bytes.length - 60, bytes.length - 1]) {
    await refused(damaged((copy) => (copy[place]! ^= 1)), /is cut off or damaged/);
  }
  await refused(damaged((copy) => (copy[8] = 2)), /format version 2; this program reads version 1/);
  await refused(new TextEncoder().encode("PK and then a long text about something else"), /is no checkpoint/);
  await expect(readCheckpoint(path.join(folder, "none"))).rejects.toMatchObject({ code: "wrong_checkpoint" });
});

test("where the disk has no room, the former file stays as it was and nothing lies beside it", async () => {
  const file = path.join(folder, "room", "last.checkpoint");
  await writeCheckpoint(file, checkpoint);
  expect(await readCheckpoint(file)).toEqual(checkpoint);
  const before = await readFile(file);
  const script = `
    import { writeCheckpoint } from ${JSON.stringify(path.join(import.meta.dirname, "checkpoint-file.ts"))};
    const large = { shape: [1e6], data: new Float32Array(1e6) };
    const progress = { epoch: 0, batch: 0, step: 1, evaluated: 0, schedule: [], waited: 0 };
    const checkpoint = { config: "", seed: 1, progress, learner: { large }, parameters: {}, moments: {} };
    await writeCheckpoint(process.argv[1], checkpoint).catch((error) => console.log(error.code, error.message));`;
  // A limit of the shell on how long a file may grow is what a full disk is to a program: the write fails half-way.
  const command = `ulimit -f 64 && exec "$0" --input-type=module -e "$1" "$2"`;
  const { stdout } = await promisify(execFile)("bash", ["-c", command, process.execPath, script, file]);
  expect(stdout).toMatch(/^disk_failed .*last\.checkpoint could not be written/);
  expect(await readFile(file)).toEqual(before);
  expect(await readdir(path.dirname(file))).toEqual(["last.checkpoint"]);
});

const always: TrainingOptions["batches"] = {
  async *epoch() {
    const inputs = { data: Float32Array.of(1, 0, 0, 1), shape: [2, 2] };
    yield { inputs, indexes: Int32Array.of(0, 1), labels: Int32Array.of(0, 1) };
  },
};

const options = (more: Partial<TrainingOptions> = {}): TrainingOptions => ({
  learner: linearLearner(2, 2),
  dataset: { labels: Int32Array.of(0, 1), describe: String },
  sampler: { name: "all", epoch: () => [Int32Array.of(0, 1)] },
  batches: always,
  loss: proxyLoss(2, 2),
  schedule: constant({ rate: 0.01 }),
  until: { steps: 2 },
  seed: 1,
  config: "one",
  ...more,
});

test.each<[RegExp, Partial<TrainingOptions>]>([
  [/configuration is one, this run's two/, { config: "two" }],
  [/seed is 1, this run's 2/, { seed: 2 }],
  [/loss parameters is proxies x 4, this run's proxies x 6/, { loss: proxyLoss(3, 2) }],
  [/optimiser of proxies is first x 4, second x 4, steps x 1, this run's velocity x 4/, { parameters: { optimiser: parameterSgd() } }],
  [/size of the memory is empty, this run's 4/, { memory: { size: 4, from: 0 } }],
  [/weights has 4 values, not 6/, { learner: linearLearner(3, 2) }],
])("another run's checkpoint is refused before anything changes: %s", async (why, more) => {
  let from: Checkpoint | undefined;
  const write = async (state: Checkpoint) => void (from = state);
  for await (const _ of train(options({ checkpoints: { write } })));
  const other = options({ ...more, from: from! });
  const before = structuredClone([other.learner.state(), other.loss.parameters]);
  await expect(train(other).next()).rejects.toMatchObject({ code: "wrong_checkpoint", message: expect.stringMatching(why) });
  expect([other.learner.state(), other.loss.parameters]).toEqual(before);
});
