import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { detectorCard } from "../core/card.fixture.ts";
import { blankPicture, Problem, type Picture, type ProblemCode, type TinyYoloOutput } from "../core/index.ts";
import { typedArrayPreprocessor } from "../face/index.ts";
import type { FaceModels } from "../model/index.ts";
import type { Runtime, Session } from "../runtime/index.ts";
import { candidate as candidateOf, fakeModels, fakeRuntime } from "./backend/backend.fixture.ts";
import { shortMemory, type Candidate } from "./backend/index.ts";
import { startEngine, type EngineEvents, type EnginePlatform } from "./start-engine.ts";

let models: FaceModels;
beforeAll(async () => {
  models = await fakeModels();
});

/** Pictures that were opened and closed, by what was given. */
const opened: unknown[] = [];
const closed: unknown[] = [];
afterEach(() => {
  opened.length = 0;
  closed.length = 0;
});

interface File {
  readonly picture?: Picture;
}

function platform(candidates: readonly Candidate[]): EnginePlatform<File, Picture> {
  return {
    loadModels: async () => models,
    candidates: () => candidates,
    memory: shortMemory,
    preprocessorFor: typedArrayPreprocessor,
    open: async (frame) => {
      opened.push(frame);
      if (!frame.picture) throw new Problem("broken_picture");
      return frame.picture;
    },
    close: (frame) => closed.push(frame),
  };
}

const start = (candidates: readonly Candidate[], more: EngineEvents & { signal?: AbortSignal } = {}) =>
  startEngine(platform(candidates), { assets: "", ...more });

const output = detectorCard().output as TinyYoloOutput;

/** A runtime whose detector sees nobody, and which breaks when it is told to. */
function candidate(runtime: Runtime, fault: () => ProblemCode | undefined = () => undefined): Candidate {
  const load = async (model: Uint8Array): Promise<Session> => {
    const session = await runtime.load(model);
    const run: Session["run"] = async (inputs) => {
      const code = fault();
      if (code) throw new Problem(code);
      const [, , height, width] = Object.values(inputs)[0]!.shape as [number, number, number, number];
      const [rows, columns] = [Math.ceil(height / output.stride), Math.ceil(width / output.stride)];
      const depth = output.anchors.length * 5;
      const grid = { data: new Float32Array(rows * columns * depth).fill(-10), shape: [1, rows, columns, depth] };
      return { ...(await session.run(inputs)), [output.grid]: grid };
    };
    return { run, release: () => session.release() };
  };
  return candidateOf({ ...runtime, load });
}

/** Breaks once it is in use: the golden vectors are right before. */
function breaking(backend: "webgpu" | "wasm", code: ProblemCode) {
  let isInUse = false;
  return {
    candidate: candidate(fakeRuntime(backend, {}), () => (isInUse ? code : undefined)),
    use: () => (isInUse = true),
  };
}

const file = (): File => ({ picture: blankPicture(64, 64) });

test("says what it runs on, and takes pictures", async () => {
  const engine = await start([candidate(fakeRuntime("wasm", {}))]);
  expect(engine.modelId).toBe(models.embedder.card.modelId);
  expect(engine.backend).toMatchObject({ backend: "wasm" });
  expect(await engine.analyze(file())).toMatchObject({ width: 64, height: 64 });
  await engine.close();
});

test.each(["device_lost", "out_of_memory", "inference_failed"] as const)(
  "a backend that fails in use (%s) is exchanged, and the same picture is analysed on the next",
  async (code) => {
    const gpu = breaking("webgpu", code);
    const onBackend = vi.fn();
    const engine = await start([gpu.candidate, candidate(fakeRuntime("wasm", {}))], { onBackend });
    expect(engine.backend.backend).toBe("webgpu");
    gpu.use();
    const one = file();
    expect(await engine.analyze(one)).toMatchObject({ width: 64 });
    expect(engine.backend.backend).toBe("wasm");
    expect(onBackend).toHaveBeenCalledTimes(1);
    expect(opened).toEqual([one]);
    await engine.close();
  },
);

test("many that fail at once exchange it once", async () => {
  const gpu = breaking("webgpu", "device_lost");
  const onBackend = vi.fn();
  const engine = await start([gpu.candidate, candidate(fakeRuntime("wasm", {}))], { onBackend });
  gpu.use();
  await Promise.all([file(), file(), file()].map((one) => engine.analyze(one)));
  expect(onBackend).toHaveBeenCalledTimes(1);
  await engine.close();
});

test("without another backend the failure is told by its code", async () => {
  const only = breaking("wasm", "out_of_memory");
  const engine = await start([only.candidate]);
  only.use();
  await expect(engine.analyze(file())).rejects.toMatchObject({ code: "out_of_memory" });
  await engine.close();
});

test("a picture and the file it was opened from are closed once each, whatever comes of it", async () => {
  const only = breaking("wasm", "inference_failed");
  const engine = await start([only.candidate]);
  const [good, broken, failing] = [file(), {}, file()];
  await engine.analyze(good);
  expect(closed).toEqual([good.picture, good]);
  closed.length = 0;
  await expect(engine.analyze(broken)).rejects.toMatchObject({ code: "broken_picture" });
  expect(closed).toEqual([broken]);
  closed.length = 0;
  only.use();
  await expect(engine.analyze(failing)).rejects.toMatchObject({ code: "inference_failed" });
  expect(closed).toEqual([failing.picture, failing]);
  await engine.close();
});

test("after closing there is nothing more, and the runtime was closed; twice is once", async () => {
  const runtime = fakeRuntime("wasm", {});
  const engine = await start([candidate(runtime)]);
  await engine.close();
  await engine.close();
  expect(runtime.open.size).toBe(0);
  expect(runtime.log.filter((entry) => entry === "close")).toHaveLength(1);
  await expect(engine.analyze(file())).rejects.toMatchObject({ code: "closed" });
});

test("an aborted start rejects with the signal's reason, and leaves nothing open", async () => {
  const controller = new AbortController();
  const runtime = fakeRuntime("wasm", { onLoad: () => controller.abort(new Error("enough")) });
  await expect(start([candidate(runtime)], { signal: controller.signal })).rejects.toThrow("enough");
  expect(runtime.open.size).toBe(0);
});

test("closing ends what is under way by `closed`, closes its picture, and frees the models only then", async () => {
  const gate = Promise.withResolvers<void>();
  const running = Promise.withResolvers<void>();
  const log: string[] = [];
  let isInUse = false;
  const runtime = fakeRuntime("wasm");
  const slow: Runtime = {
    ...runtime,
    load: async (model) => {
      const session = await runtime.load(model);
      const run: Session["run"] = async (inputs) => {
        if (isInUse) {
          running.resolve();
          await gate.promise;
          log.push("ran");
        }
        return session.run(inputs);
      };
      return { run, release: async () => void log.push("released") };
    },
  };
  const engine = await start([candidate(slow)]);
  isInUse = true;
  const one = file();
  const analysing = engine.analyze(one).catch((error: unknown) => error);
  await running.promise;
  const closing = engine.close();
  gate.resolve();
  expect(await analysing).toMatchObject({ code: "closed" });
  await closing;
  expect(closed).toEqual([one.picture, one]);
  expect(log).toEqual(["ran", "released", "released", "released"]);
});

test("the signal of the start ends the start, and no exchange later", async () => {
  const controller = new AbortController();
  const gpu = breaking("webgpu", "device_lost");
  const engine = await start([gpu.candidate, candidate(fakeRuntime("wasm"))], { signal: controller.signal });
  controller.abort();
  gpu.use();
  expect(await engine.analyze(file())).toMatchObject({ width: 64 });
  await engine.close();
});

test("a backend that is gone is freed once, also where the next one is none", async () => {
  const gpu = fakeRuntime("webgpu");
  let isInUse = false;
  const lost = candidate(gpu, () => (isInUse ? "device_lost" : undefined));
  const engine = await start([lost, candidateOf(fakeRuntime("wasm"), "there is none")]);
  isInUse = true;
  await expect(engine.analyze(file())).rejects.toMatchObject({ code: "backend_unavailable" });
  await engine.close();
  expect(gpu.open.size).toBe(0);
  expect(gpu.log.filter((entry) => entry === "close")).toHaveLength(1);
});

test("an abort ends the analysis that it is of, by its reason, and no other", async () => {
  const engine = await start([candidate(fakeRuntime("wasm"))]);
  const [one, other] = [file(), file()];
  const aborted = engine.analyze(one, { signal: AbortSignal.abort(new Error("enough")) });
  const kept = engine.analyze(other);
  await expect(aborted).rejects.toThrow("enough");
  expect(await kept).toMatchObject({ width: 64 });
  expect(closed).toHaveLength(4);
  expect(new Set(closed)).toEqual(new Set([one, one.picture, other, other.picture]));
  await engine.close();
});
