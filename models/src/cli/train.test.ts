import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLog } from "../run/metrics-log.ts";
import { likenessModels } from "./captured.fixture.ts";
import { writeStripes } from "../run/stripes.fixture.ts";

const cli = path.join(import.meta.dirname, "../cli.ts");

let directory: string;
let config: string;
/** A run of the configuration as it is. */
let whole: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "likeness-train-"));
  config = await writeStripes(directory);
  whole = path.join(directory, "whole");
  expect(await likenessModels("train", config, "--out", whole)).toMatchObject({ code: 0 });
});

afterAll(() => rm(directory, { recursive: true }));

/** Of what a run did, without how long that took. */
async function history(folder: string) {
  const lines = await readLog(path.join(folder, "metrics.jsonl"));
  return lines.map((line) => ({ ...line, seconds: 0, ...("picturesPerSecond" in line && { picturesPerSecond: 0 }) }));
}

/** The command line as a process of its own, whose notes can be waited for. */
function program(...words: readonly string[]) {
  const child = spawn(process.execPath, [cli, ...words]);
  let notes = "";
  child.stderr.on("data", (chunk: Buffer) => (notes += String(chunk)));
  return {
    child,
    notes: () => notes,
    said: (text: string) => expect.poll(() => notes, { timeout: 20_000, interval: 5 }).toContain(text),
    ended: new Promise<number | null>((resolve) => void child.on("exit", (code) => resolve(code))),
  };
}

test("a run folder has all that it should, and the network learnt", async () => {
  expect((await readdir(whole)).filter((name) => !/\.(svg|png)$/.test(name)).toSorted()).toEqual([
    "checkpoint.tensors",
    "config.yaml",
    "lock",
    "metrics.jsonl",
    "model.onnx",
    "report.html",
    "run.json",
  ]);
  const lines = await history(whole);
  expect(lines.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
    "steps 10",
    "steps 15",
    "evaluation 15",
    "steps 20",
    "steps 30",
    "evaluation 30",
    "end 30",
  ]);
  const losses = lines.flatMap((line) => (line.kind === "steps" ? [line.loss] : []));
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  expect(await readFile(path.join(whole, "report.html"), "utf8")).toContain("stripes");
});

test("what is resolved is run again with the same result, bit for bit", async () => {
  const again = path.join(directory, "again");
  const { code, out } = await likenessModels("train", path.join(whole, "config.yaml"), "--out", again, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    run: again,
    reason: "finished",
    steps: 30,
    best: { metrics: { "recall@1": expect.any(Number) } },
  });
  expect(await readFile(path.join(again, "model.onnx"))).toEqual(await readFile(path.join(whole, "model.onnx")));
  expect(await history(again)).toEqual(await history(whole));
});

test("Ctrl-C writes a checkpoint and says how to go on, for longer or shorter than was planned", async () => {
  const folder = path.join(directory, "stopped");
  // So many steps that it is stopped amid them.
  const long = [
    "--set",
    "until.steps=400",
    "--set",
    "evaluation.every.steps=5",
    "--set",
    "checkpoints.every.steps=1000",
  ];
  const stopped = program("train", config, "--out", folder, ...long);
  await stopped.said("step 5 ");
  stopped.child.kill("SIGINT");
  expect(await stopped.ended).toBe(130);
  expect(stopped.notes()).toContain(`likeness-models train --resume ${folder}`);
  const end = (await history(folder)).at(-1)!;
  expect(end).toMatchObject({ kind: "end", reason: "aborted" });
  expect(end.step).toBeLessThan(400);
  const upTo = ["--set", `until.steps=${end.step + 20}`];
  expect(await likenessModels("train", "--resume", folder, ...upTo, "--quiet")).toMatchObject({ code: 0 });
  expect((await history(folder)).at(-1)).toMatchObject({ kind: "end", reason: "finished", step: end.step + 20 });
});

test("a process that is killed is gone on with from its last checkpoint, bit for bit", async () => {
  const folder = path.join(directory, "killed");
  const killed = program("train", config, "--out", folder, "--set", "until.steps=30");
  await killed.said("step 15 ");
  killed.child.kill("SIGKILL");
  await killed.ended;
  expect(await likenessModels("train", "--resume", folder, "--quiet")).toMatchObject({ code: 0 });
  expect(await readFile(path.join(folder, "model.onnx"))).toEqual(await readFile(path.join(whole, "model.onnx")));
  const evaluations = async (run: string) => (await history(run)).filter(({ kind }) => kind === "evaluation");
  expect(await evaluations(folder)).toEqual(await evaluations(whole));
});

test("a run goes on only as it began", async () => {
  const { code, notes } = await likenessModels("train", "--resume", whole, "--set", "loss.alpha=9");
  expect(code).toBe(1);
  expect(notes).toContain("wrong_checkpoint");
  expect(notes).toContain("only until, threads, workers and checkpoints may change");
  expect(await likenessModels("train", config, "--out", whole)).toMatchObject({
    code: 1,
    notes: expect.stringContaining("run_folder_in_use"),
  });
});

test("what is wrong with configuration or pictures is said before a folder is made", async () => {
  const out = path.join(directory, "never");
  const wrong = await likenessModels(
    "train",
    config,
    "--out",
    out,
    "--set",
    "sampler.perClass=0",
    "--set",
    "loss.alhpa=1",
  );
  expect(wrong.code).toBe(1);
  expect(wrong.notes).toContain("--set sampler.perClass: sampler.perClass must be at least 1");
  expect(wrong.notes).toContain("loss.alpha is probably meant");
  const few = await likenessModels("train", config, "--out", out, "--set", "sampler.perClass=40");
  expect(few).toMatchObject({
    code: 1,
    notes: expect.stringMatching(/data_invalid: class 0 \(turn 0\) has 16 of the 40 pictures/),
  });
  const none = await likenessModels("train", config, "--out", out, "--set", "data.images=nowhere");
  expect(none).toMatchObject({ code: 1, notes: expect.stringMatching(/data_invalid: .*nowhere cannot be read/) });
  expect(await readdir(directory)).not.toContain("never");
});

test.skipIf(process.platform !== "linux")(
  "a disk that is full is said by the file's name; nothing is half-written",
  async () => {
    const folder = path.join(directory, "full");
    // No file may be longer than 8 KiB, and the system says so instead of ending the process.
    const limited = [
      "-c",
      'trap "" XFSZ; ulimit -f 8; exec "$@"',
      "sh",
      process.execPath,
      cli,
      "train",
      config,
      "--out",
      folder,
    ];
    const failed = await promisify(execFile)("bash", limited).catch((error: { code: number; stderr: string }) => error);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("disk_failed: ") });
    expect(failed.stderr).toMatch(/full\/(checkpoint\.tensors|model\.onnx) could not be written/);
    expect((await readdir(folder)).toSorted()).toEqual(["config.yaml", "lock", "metrics.jsonl", "run.json"]);
  },
);

test("a loss that is no number any more ends the training, and names the step", async () => {
  const out = path.join(directory, "burst");
  const { code, notes } = await likenessModels(
    "train",
    config,
    "--out",
    out,
    "--set",
    "optimiser.rate=1e30",
    "--quiet",
  );
  expect(code).toBe(1);
  expect(notes).toMatch(/^likeness-models train: not_finite: .*step \d+/);
});

test("a head learns on a frozen network, and is exported with it as one file", async () => {
  const backbone = path.join(whole, "model.onnx");
  const head = ["--set", `network={ kind: head, backbone: ${JSON.stringify(backbone)}, dimension: 4 }`];
  for (const [name, augment] of [
    ["plain", "[]"],
    ["augmented", "[{ op: flip }]"],
  ] as const) {
    const out = path.join(directory, `head-${name}`);
    const words = [
      "--out",
      out,
      ...head,
      "--set",
      `augment=${augment}`,
      "--set",
      "until.steps=15",
      "--json",
      "--quiet",
    ];
    const trained = await likenessModels("train", config, ...words);
    expect(trained).toMatchObject({ code: 0 });
    const { best } = JSON.parse(trained.out) as { best: { metrics: Record<string, number> } };
    // What is exported takes pictures, and is as good as what was trained.
    const evaluated = await likenessModels("eval", out, "--split", "validation", "--json");
    const { figures } = JSON.parse(evaluated.out) as { figures: { name: string; value: number }[] };
    expect(figures.find((figure) => figure.name === "map@r")?.value).toBeCloseTo(best.metrics["map@r"]!, 6);
  }
  const missing = await likenessModels("train", config, "--set", "network={ kind: head, backbone: none.onnx }");
  expect(missing.notes).toMatch(/config_invalid: network\.backbone: .*none\.onnx/);
});

test("tested, exported, calibrated, compared: every command takes a run", async () => {
  const [one, other] = [path.join(directory, "one"), path.join(directory, "other")];
  await cp(whole, one, { recursive: true });
  expect(await likenessModels("train", config, "--out", other, "--set", "seed=2", "--quiet")).toMatchObject({
    code: 0,
  });
  expect(await likenessModels("compare", one, other)).toMatchObject({
    code: 1,
    notes: expect.stringContaining("was not tested yet"),
  });
  const evaluated = await likenessModels("eval", one, "--json");
  const { figures } = JSON.parse(evaluated.out) as {
    figures: { name: string; value: number; interval?: [number, number] }[];
  };
  expect(figures.map(({ name }) => name)).toEqual(["recall@1", "recall@2", "map@r", "r-precision", "nmi", "ami", "f1"]);
  const [recall] = figures;
  const [low, high] = recall!.interval ?? [recall!.value, recall!.value];
  expect(low).toBeLessThanOrEqual(recall!.value);
  expect(high).toBeGreaterThanOrEqual(recall!.value);
  expect(await likenessModels("eval", other)).toMatchObject({ code: 0, out: expect.stringContaining("recall@1") });
  expect(await readFile(path.join(one, "report.html"), "utf8")).toContain("95 % interval");

  const same = JSON.parse((await likenessModels("compare", one, one, other, "--json")).out) as {
    compared: { differences: { value: number; interval?: number[] }[] }[];
  };
  expect(
    same.compared[0]!.differences.every(
      ({ value, interval = [0, 0] }) => value === 0 && interval.every((end) => end === 0),
    ),
  ).toBe(true);
  expect(same.compared[1]!.differences.some(({ value }) => value !== 0)).toBe(true);
  expect((await likenessModels("compare", one, other)).out).toContain("difference, 95 %");

  const exported = await likenessModels("export", one, "--licence", "MIT");
  expect(exported).toMatchObject({ code: 0, notes: "", out: expect.stringMatching(/^stripes@[0-9a-f]{16}\n/) });
  const calibrated = await likenessModels("calibrate", one, "--fmr", "0.1", "--draws", "5");
  expect(calibrated).toMatchObject({ code: 0, out: expect.stringContaining("false match rate") });
  const card = (await likenessModels("card", one)).out;
  expect(card).toContain("12 x 12, grey, (pixel - 0) / 255");
  expect(card).toContain("threshold  cosine");
  expect(card).toContain("measured   recall@1");
  const outside = path.join(directory, "outside");
  expect(await likenessModels("export", one, "--out", outside, "--name", "lines")).toMatchObject({ code: 0 });
  expect((await readdir(outside)).toSorted()).toEqual(["lines.json", "lines.onnx"]);
  expect(await likenessModels("eval", path.join(outside, "lines.onnx"), "--data", config)).toMatchObject({ code: 0 });
});
