import { beforeEach, describe, expect, test, vi } from "vitest";
import { Problem } from "../../core/index.ts";
import { candidate, fakeModels, fakeRuntime, type Behaviour } from "./backend.fixture.ts";
import { chooseBackend } from "./choose-backend.ts";
import { shortMemory } from "./choice-memory.ts";

const models = await fakeModels();
const clock = { time: 0 };
const now = () => clock.time;
beforeEach(() => {
  clock.time = 0;
});

const webgpu = (behaviour: Behaviour = {}) => fakeRuntime("webgpu", { clock, milliseconds: 25, ...behaviour });
const wasm = (behaviour: Behaviour = {}) => fakeRuntime("wasm", { clock, milliseconds: 30, ...behaviour });
const choose = (candidates: Parameters<typeof chooseBackend>[0]["candidates"], more = {}) =>
  chooseBackend({ candidates, models, now, ...more });

test("a last resort is tried only where nothing before it is right", async () => {
  const last = (behaviour?: Behaviour) => ({ ...candidate(wasm(behaviour)), isLastResort: true });
  const { choice } = await choose([candidate(webgpu({ milliseconds: 200 })), last()]);
  expect(choice.tried.map(({ backend }) => backend)).toEqual(["webgpu"]);
  const { choice: other } = await choose([candidate(webgpu(), "there is no GPU"), last()]);
  expect(other.backend).toBe("wasm");
});

describe("auto", () => {
  test("takes the fastest that is right, frees the others, and says what it saw", async () => {
    const [gpu, cpu] = [webgpu(), wasm()];
    const { runtime, choice } = await choose([candidate(gpu), candidate(cpu)]);
    expect(choice).toEqual({
      backend: "webgpu",
      runtime: "fake webgpu",
      reason: "the embedder takes 25 ms on it; 30 ms on wasm",
      remembered: false,
      tried: [
        { backend: "webgpu", outcome: "chosen", cosine: 1, milliseconds: 25, words: expect.any(String) },
        { backend: "wasm", outcome: "slower", cosine: 1, milliseconds: 30, words: expect.any(String) },
      ],
    });
    expect(runtime.backend).toBe("webgpu");
    expect(cpu.open.size).toBe(0);
    expect(cpu.log.at(-1)).toBe("close");
    expect(gpu.open.size).toBe(3);
  });

  test("takes the later one where that is faster", async () => {
    const [gpu, cpu] = [webgpu({ milliseconds: 200 }), wasm()];
    const { choice } = await choose([candidate(gpu), candidate(cpu)]);
    expect(choice.tried.map(({ outcome }) => outcome)).toEqual(["slower", "chosen"]);
    expect(gpu.open.size).toBe(0);
  });

  test("does not start a rival of what is faster than any could be", async () => {
    const cpu = wasm();
    const { choice } = await choose([candidate(webgpu({ milliseconds: 3 })), candidate(cpu)]);
    expect(choice.tried).toHaveLength(1);
    expect(cpu.log).toEqual([]);
  });

  test("times nothing where there is nothing to compare", async () => {
    const cpu = wasm();
    const { choice } = await choose([candidate(webgpu(), "the GPU is one in software"), candidate(cpu)]);
    expect(choice).toMatchObject({
      backend: "wasm",
      reason: "it computes what it should; webgpu is not there: the GPU is one in software",
    });
    expect(cpu.log.filter((entry) => entry === "run 3")).toHaveLength(1);
  });

  const wrong: [string, Behaviour][] = [
    ["zeros", { distort: (data) => data.map(() => 0) }],
    ["NaN", { distort: (data) => data.with(5, NaN) }],
    ["another vector in the detector alone", { distort: (data, n) => (n === 1 ? data.toReversed() : data) }],
    ["a cosine that is off by more than 0.001", { distort: (data) => data.map((value, i) => value + (i % 2 ? 0.04 : -0.04)) }],
  ];
  test.each(wrong)("refuses a backend that gives %s", async (_, behaviour) => {
    const gpu = webgpu(behaviour);
    const { choice } = await choose([candidate(gpu), candidate(wasm())]);
    expect(choice.backend).toBe("wasm");
    expect(choice.tried[0]).toMatchObject({ backend: "webgpu", outcome: "wrong", cosine: expect.any(Number) });
    expect(gpu.open.size).toBe(0);
    expect(gpu.log.at(-1)).toBe("close");
  });

  const broken: [string, Behaviour][] = [
    ["has no memory for a model", { onLoad: (n) => failAt(n === 3, "out_of_memory") }],
    ["is lost while it is checked", { distort: (data, n) => (failAt(n === 2, "device_lost"), data) }],
    ["is lost while it is timed", { distort: failAfter(4) }],
  ];
  test.each(broken)("goes on where a backend %s", async (_, behaviour) => {
    const gpu = webgpu(behaviour);
    const { choice } = await choose([candidate(gpu), candidate(wasm())]);
    expect(choice.backend).toBe("wasm");
    expect(choice.tried[0]).toMatchObject({ backend: "webgpu", outcome: "failed" });
    expect(gpu.open.size).toBe(0);
  });

  test("goes on where a backend cannot be started", async () => {
    const start = () => Promise.reject(new Problem("backend_unavailable", "404"));
    const { choice } = await choose([{ ...candidate(webgpu()), start }, candidate(wasm())]);
    expect(choice.tried[0]).toMatchObject({ outcome: "failed", words: "404" });
  });

  test("takes no GPU at its word where a card has no golden vectors, but a processor", async () => {
    const { golden: _, ...card } = models.embedder.card;
    const unheld = { ...models, embedder: { ...models.embedder, card } };
    const { choice } = await choose([candidate(webgpu()), candidate(wasm())], { models: unheld });
    expect(choice.backend).toBe("wasm");
    expect(choice.tried[0]!.words).toContain("no golden vectors");
  });

  test("says that all are wrong, or that none is there", async () => {
    const zeros: Behaviour = { distort: (data) => data.map(() => 0) };
    await expect(choose([candidate(webgpu(zeros)), candidate(wasm(zeros))])).rejects.toMatchObject({ code: "backend_wrong" });
    await expect(choose([candidate(wasm(), "no WebAssembly")])).rejects.toMatchObject({
      code: "backend_unavailable",
      message: "wasm is not there: no WebAssembly",
    });
    await expect(choose([])).rejects.toMatchObject({ code: "backend_unavailable" });
  });
});

test("the runtime gives the sessions that were checked, once, and closes those nobody took", async () => {
  const gpu = webgpu();
  const { runtime } = await choose([candidate(gpu)]);
  const loads = () => gpu.log.filter((entry) => entry.startsWith("load")).length;
  expect(loads()).toBe(3);
  await runtime.load(models.embedder.bytes);
  expect(loads()).toBe(3);
  await runtime.load(models.embedder.bytes);
  expect(loads()).toBe(4);
  await runtime.close!();
  expect(gpu.open.size).toBe(2);
});

describe("a choice is remembered", () => {
  test("and held to the golden vectors again, without starting the others", async () => {
    const memory = shortMemory();
    await choose([candidate(webgpu()), candidate(wasm())], { memory });
    const [gpu, cpu] = [webgpu(), wasm()];
    const { choice } = await choose([candidate(gpu), candidate(cpu)], { memory });
    expect(choice).toMatchObject({ backend: "webgpu", remembered: true });
    expect(choice.tried).toMatchObject([{ backend: "webgpu", outcome: "chosen", cosine: 1 }]);
    expect(gpu.log.filter((entry) => entry === "run 3")).toHaveLength(1);
    expect(cpu.log).toEqual([]);
  });

  test("but what is wrong now is not taken, and another one is remembered", async () => {
    const memory = shortMemory();
    await choose([candidate(webgpu()), candidate(wasm())], { memory });
    const wrong = webgpu({ distort: (data) => data.toReversed() });
    const { choice } = await choose([candidate(wrong), candidate(wasm())], { memory });
    expect(choice).toMatchObject({ backend: "wasm", remembered: false });
    expect(choice.tried.map(({ outcome }) => outcome)).toEqual(["wrong", "chosen"]);
    expect((await choose([candidate(webgpu()), candidate(wasm())], { memory })).choice.backend).toBe("wasm");
  });

  test("for these models alone", async () => {
    const memory = shortMemory();
    await choose([candidate(webgpu()), candidate(wasm())], { memory });
    const card = { ...models.embedder.card, modelId: "another@0000000000000000" };
    const others = { ...models, embedder: { ...models.embedder, card } };
    expect((await choose([candidate(webgpu()), candidate(wasm())], { memory, models: others })).choice.remembered).toBe(false);
  });
});

describe("a backend that is asked for", () => {
  test("is taken, however slow, without looking at the others or remembering it", async () => {
    const [memory, gpu] = [shortMemory(), webgpu()];
    const { choice } = await choose([candidate(gpu), candidate(wasm())], { prefer: "wasm", memory });
    expect(choice).toMatchObject({ backend: "wasm", reason: "it was asked for", remembered: false });
    expect(gpu.log).toEqual([]);
    expect((await choose([candidate(gpu), candidate(wasm())], { memory })).choice.remembered).toBe(false);
  });

  test("is told so, because then being slow is no reason", async () => {
    const available = vi.fn(async () => undefined);
    await choose([{ ...candidate(webgpu()), available }], { prefer: "webgpu" });
    expect(available).toHaveBeenCalledExactlyOnceWith(true);
  });

  const problems: [string, string, () => ReturnType<typeof candidate>][] = [
    ["is not there", "backend_unavailable", () => candidate(webgpu(), "there is no WebGPU here")],
    ["is wrong", "backend_wrong", () => candidate(webgpu({ distort: (data) => data.toReversed() }))],
    ["is unknown", "backend_unavailable", () => candidate(wasm())],
    ["breaks", "backend_unavailable", () => candidate(webgpu({ onLoad: () => failAt(true, "inference_failed") }))],
    ["has no memory", "out_of_memory", () => candidate(webgpu({ onLoad: () => failAt(true, "out_of_memory") }))],
  ];
  test.each(problems)("and %s is `%s`", async (_, code, make) => {
    await expect(choose([make()], { prefer: "webgpu" })).rejects.toMatchObject({ code });
  });
});

test("an abort ends the choice, and frees what was started", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const [gpu, cpu] = [webgpu(), wasm({ onLoad: () => controller.abort(reason) })];
  await expect(choose([candidate(gpu), candidate(cpu)], { signal: controller.signal })).rejects.toBe(reason);
  for (const runtime of [gpu, cpu]) {
    expect(runtime.open.size).toBe(0);
    expect(runtime.log.at(-1)).toBe("close");
  }
});

function failAt(condition: boolean, code: "out_of_memory" | "device_lost" | "inference_failed"): void {
  if (condition) throw new Problem(code);
}

function failAfter(runs: number): NonNullable<Behaviour["distort"]> {
  let left = runs;
  return (data) => {
    failAt(left-- <= 0, "device_lost");
    return data;
  };
}
