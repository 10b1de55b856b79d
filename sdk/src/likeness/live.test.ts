import { expect, test } from "vitest";
import type { Analysis } from "../face/index.ts";
import { live, type LiveFrame, type LiveOptions } from "./live.ts";
import { analysisOf, seenFace } from "./seen.fixture.ts";

async function* stream(frames: readonly (readonly [at: number, analysis: Analysis])[]) {
  for (const [at, analysis] of frames) yield { at, analysis };
}

async function collect(frames: AsyncIterable<LiveFrame>): Promise<LiveFrame[]> {
  const all: LiveFrame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

const look = (frames: readonly (readonly [number, Analysis])[], options?: LiveOptions) =>
  collect(live(stream(frames), options));

const left = { x: 20, y: 120, width: 200, height: 240 };
const right = { x: 400, y: 120, width: 190, height: 230 };

test("one face is followed, guided, and settles as the best frame", async () => {
  const frames = [0, 200, 400, 600, 800].map((at) => [at, analysisOf(seenFace())] as const);
  const all = await look(frames);
  expect(new Set(all.map(({ track }) => track?.id)).size).toBe(1);
  expect(all.every(({ guidance, best }) => guidance === "good" && best?.good)).toBe(true);
  expect(all.map(({ best }) => best?.settled)).toEqual([false, false, false, false, true]);
});

test("the best frame is the better one of before, and what is told is of now", async () => {
  const good = seenFace();
  const [, last] = await look([
    [0, analysisOf(good)],
    [50, analysisOf(seenFace({ brightness: 10 }))],
  ]);
  expect(last).toMatchObject({ guidance: "more_light", best: { face: good, timestamp: 0, good: true } });
});

test("the limits are those of the use, and what the caller changes of them", async () => {
  // Half-shut eyes may be compared, and are not enrolled.
  const frames = [[0, analysisOf(seenFace({ eyeOpenness: 0.3 }))]] as const;
  const told = async (options: LiveOptions) => (await look(frames, options))[0]?.guidance;
  expect(await told({})).toBe("open_your_eyes");
  expect(await told({ use: "verify" })).toBe("good");
  expect(await told({ use: "verify", limits: { eyeOpenness: 0.6 } })).toBe("open_your_eyes");
});

test("nobody has no best frame", async () => {
  expect(await look([[0, analysisOf()]])).toMatchObject([{ guidance: "come_into_view", track: undefined, best: undefined }]);
});

test("of two of like size nobody is meant, until one is chosen; then it is that one who is guided", async () => {
  const two = analysisOf(seenFace({}, left), seenFace({ yaw: 60 }, right));
  const frames = live(stream([[0, two], [50, two], [100, two]]));
  const seen: LiveFrame[] = [];
  for await (const frame of frames) {
    seen.push(frame);
    if (seen.length === 1) expect(frames.choose({ x: 500, y: 200 })).toBe(true);
  }
  expect(seen[0]).toMatchObject({ guidance: "be_alone", track: undefined, best: undefined });
  expect(seen[1]).toMatchObject({ guidance: "look_at_the_camera", track: { chosen: true } });
  expect(seen[1]?.track?.face).toBe(two.faces[1]);
  expect(seen[0]?.tracks).toHaveLength(2);
});

test("somebody far behind is followed, and meant by nobody", async () => {
  const [frame] = await look([[0, analysisOf(seenFace({}, left), seenFace({}, { ...right, width: 40, height: 50 }))]]);
  expect(frame).toMatchObject({ guidance: "good" });
  expect(frame?.tracks).toHaveLength(2);
});

test("somebody else has a best frame of their own", async () => {
  const [first, second] = [seenFace({}, left), seenFace({ sharpness: 0.1 }, { ...right, x: 440 })];
  const all = await look([[0, analysisOf(first)], [1500, analysisOf(second)]]);
  expect(all[1]?.best?.face).toBe(second);
  expect(all[1]?.track?.id).not.toBe(all[0]?.track?.id);
});

test("a clock that stands still or goes back gives no frame", async () => {
  const frames = [0, 100, 100, 40, 200].map((at) => [at, analysisOf(seenFace())] as const);
  expect((await look(frames)).map(({ at }) => at)).toEqual([0, 100, 200]);
});

test("the rate is of frames in a second, and one slow frame does not make it jump", async () => {
  const frames = [0, 100, 200, 300, 800].map((at) => [at, analysisOf()] as const);
  const rates = (await look(frames)).map(({ rate }) => rate);
  expect(rates[0]).toBeUndefined();
  expect(rates[3]).toBeCloseTo(10);
  expect(rates[4]).toBeCloseTo(0.8 * 10 + 0.2 * 2);
});

test("an abort ends it quietly", async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  for await (const { at } of live(stream([[0, analysisOf()], [1, analysisOf()]]), { signal: controller.signal })) {
    seen.push(at);
    controller.abort();
  }
  expect(seen).toEqual([0]);
});

test("what the stream throws comes out", async () => {
  async function* broken() {
    yield { at: 0, analysis: analysisOf() };
    throw new Error("of the stream");
  }
  await expect(collect(live(broken()))).rejects.toThrow("of the stream");
});
