import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { TrainingEvent } from "../train/index.ts";
import { pace } from "./pace.ts";
import { showProgress } from "./progress.ts";

function step(step: number): Extract<TrainingEvent, { kind: "step" }> {
  return {
    kind: "step",
    epoch: 0,
    step,
    steps: 100,
    loss: step < 200 ? 0.5 : 0,
    rate: 0.1,
    gradientNorm: 1,
    pictures: 50,
    picturesPerSecond: 1e9,
  };
}

const evaluation: TrainingEvent = {
  kind: "evaluation",
  epoch: 0,
  step: 10,
  metrics: { "recall@1": 0.5, nmi: 0.25 },
  isBest: true,
};

function terminal(): { readonly stream: NodeJS.WriteStream; readonly written: () => string } {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 120,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(String(chunk)));
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => stripVTControlCharacters(chunks.join("")) };
}

test("on no terminal it is lines: every evaluation, the last step, and a step every ten seconds", () => {
  const notes: string[] = [];
  let now = 0;
  const output = { line: () => {}, note: (text: string) => void notes.push(text) };
  const progress = showProgress({ output, clock: () => now, quiet: false });
  for (let n = 1; n <= 100; n++) {
    now += 500;
    progress.tell(step(n));
    if (n === 10) progress.tell(evaluation);
  }
  progress.close();
  expect(notes).toEqual([
    "step 10  best so far  recall@1 0.5000  nmi 0.2500",
    "step 20/100  loss 0.5000  100 pictures/s  40 s left",
    "step 40/100  loss 0.5000  100 pictures/s  30 s left",
    "step 60/100  loss 0.5000  100 pictures/s  20 s left",
    "step 80/100  loss 0.5000  100 pictures/s  10 s left",
    "step 100/100  loss 0.5000  100 pictures/s",
  ]);
});

test("on a terminal it is a bar with loss, throughput and time left", async () => {
  const { stream, written } = terminal();
  let now = 0;
  const notes: string[] = [];
  const output = { line: () => {}, note: (text: string) => void notes.push(text), terminal: stream };
  const progress = showProgress({ output, clock: () => now, quiet: false });
  for (const n of [1, 2]) {
    now += 1000;
    progress.tell(step(n));
  }
  progress.tell(evaluation);
  progress.close();
  expect(written()).toMatch(/^step 10  best so far  recall@1 0\.5000  nmi 0\.2500\n/);
  expect(written()).toMatch(/ 2%  step 2\/100  loss 0\.5000  50 pictures\/s  2 min left$/);
  expect(notes).toEqual([]);
});

test("quiet is quiet", () => {
  const output = { line: expect.unreachable, note: expect.unreachable };
  const progress = showProgress({ output, clock: () => 0, quiet: true });
  for (const event of [step(1), evaluation]) progress.tell(event);
  progress.close();
});

test("the pace is that of the clock, evaluations counted, and forgets", () => {
  let now = 0;
  const measured = pace(() => now);
  const after = (milliseconds: number, n: number) => {
    now += milliseconds;
    return measured.after(step(n));
  };
  expect(after(100, 1)).toEqual({ loss: 0.5, picturesPerSecond: 500, secondsLeft: expect.closeTo(9.9) });
  expect(after(300, 2).picturesPerSecond).toBeCloseTo(250, -1);
  // The loss of one step is a part of what is shown.
  expect(measured.after({ ...step(3), loss: 10 }).loss).toBeCloseTo(3.7, 0);
  for (let n = 4; n < 99; n++) after(1000, n);
  expect(after(1000, 99).secondsLeft).toBeCloseTo(1, 0);
});
