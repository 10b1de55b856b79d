import { expect, test, vi } from "vitest";
import { Problem } from "../../core/index.ts";
import type { DeviceTensor, Tensor } from "../../runtime/session.ts";
import { fakeRuntime, type Behaviour } from "./backend.fixture.ts";
import { resilientRuntime } from "./resilient-runtime.ts";

const model = Uint8Array.of(3);
const input: Tensor = { data: Float32Array.of(1), shape: [1] };
const onDevice = { buffer: {}, shape: [1] } as unknown as DeviceTensor;
const right = await (await fakeRuntime("wasm").load(model)).run({ input });

function setUp(behaviour: Behaviour) {
  const [gpu, cpu] = [fakeRuntime("webgpu", behaviour), fakeRuntime("wasm")];
  const fallback = vi.fn(async () => cpu);
  const onFallback = vi.fn();
  return { gpu, cpu, fallback, onFallback, runtime: resilientRuntime(gpu, fallback, onFallback) };
}

/** Runs rightly so many times, and then fails. */
const after = (runs: number, code: "device_lost" | "out_of_memory" | "inference_failed"): Behaviour => {
  let left = runs;
  return {
    distort: (data) => {
      if (left-- <= 0) throw new Problem(code);
      return data;
    },
  };
};

test("while the first works nothing else is started", async () => {
  const { runtime, fallback } = setUp({});
  expect(await (await runtime.load(model)).run({ input })).toEqual(right);
  expect(fallback).not.toHaveBeenCalled();
  expect(runtime).toMatchObject({ name: "fake webgpu", backend: "webgpu" });
});

test.each(["device_lost", "out_of_memory", "inference_failed"] as const)(
  "after `%s` the same model runs on the same inputs elsewhere, for good",
  async (code) => {
    const { runtime, gpu, cpu, onFallback } = setUp(after(1, code));
    const session = await runtime.load(model);
    for (let n = 0; n < 3; n++) expect(await session.run({ input })).toEqual(right);
    expect(gpu.log).toEqual(["load 3", "run 3", "run 3", "close"]);
    expect(cpu.log).toEqual(["load 3", "run 3", "run 3"]);
    expect(onFallback).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code }), cpu);
    expect(runtime).toMatchObject({ name: "fake wasm", backend: "wasm" });
    await vi.waitFor(() => expect(gpu.open.size).toBe(0));
  },
);

test("runs and sessions that fail together switch once", async () => {
  const { runtime, fallback, cpu } = setUp(after(0, "device_lost"));
  const sessions = await Promise.all([runtime.load(model), runtime.load(model)]);
  const runs = await Promise.all(sessions.flatMap((session) => [session.run({ input }), session.run({ input })]));
  for (const run of runs) expect(run).toEqual(right);
  expect(fallback).toHaveBeenCalledOnce();
  expect(cpu.open.size).toBe(2);
});

test("inputs on the lost GPU cannot be moved: the caller is told, and draws them anew", async () => {
  const { runtime } = setUp(after(0, "device_lost"));
  const session = await runtime.load(model);
  await expect(session.run({ input: onDevice })).rejects.toMatchObject({ code: "device_lost" });
  expect(runtime.device!()).toBeUndefined();
  expect(await session.run({ input })).toEqual(right);
});

test("a model that cannot be loaded is loaded elsewhere", async () => {
  const { runtime } = setUp({
    onLoad: () => {
      throw new Problem("out_of_memory");
    },
  });
  expect(await (await runtime.load(model)).run({ input })).toEqual(right);
});

test("what is no fault of the runtime goes up", async () => {
  const { runtime, fallback } = setUp({
    distort: () => {
      throw new TypeError("a bug");
    },
  });
  await expect((await runtime.load(model)).run({ input })).rejects.toThrow("a bug");
  expect(fallback).not.toHaveBeenCalled();
});

test("where the other one fails too, its failure is the answer", async () => {
  const gpu = fakeRuntime("webgpu", after(0, "device_lost"));
  const cpu = fakeRuntime("wasm", after(0, "out_of_memory"));
  const session = await resilientRuntime(gpu, async () => cpu).load(model);
  await expect(session.run({ input })).rejects.toMatchObject({ code: "out_of_memory" });
});

test("a released session is closed, and its present one is released", async () => {
  const { runtime, cpu } = setUp(after(0, "device_lost"));
  const session = await runtime.load(model);
  await session.run({ input });
  await session.release();
  expect(cpu.open.size).toBe(0);
  await expect(session.run({ input })).rejects.toMatchObject({ code: "closed" });
});
