import { describe, expect, test, vi } from "vitest";
import { fakeGpu, gpuErrors } from "./gpu.fixture.ts";
import { watchGpu } from "./gpu-watch.ts";
import { onnxRuntime, type OpenedRuntime } from "./onnxruntime.ts";
import { echo, fakeOrt, type Compute } from "./ort.fixture.ts";
import { turns } from "./turns.ts";

const options = { executionProviders: ["cpu"] };
const model = Uint8Array.of(1);
const inputs = { image: { data: Float32Array.of(1, 2), shape: [1, 2] } };

function runtimeOf(opened: Pick<OpenedRuntime, "ort"> & Partial<OpenedRuntime>) {
  return onnxRuntime({ name: "fake", backend: "wasm", open: async () => ({ options, ...opened }) });
}

async function sessionOf(compute: Compute, opened: Partial<OpenedRuntime> = {}) {
  const fake = fakeOrt(compute);
  const session = await runtimeOf({ ort: fake.ort, ...opened }).load(model);
  fake.release.mockClear();
  return { ...fake, session };
}

describe("a runtime", () => {
  test("opens once, when it is first used, and loads with its options", async () => {
    const { ort, create } = fakeOrt();
    const open = vi.fn(async () => ({ ort, options }));
    const runtime = onnxRuntime({ name: "fake", backend: "wasm", open });
    expect(open).not.toHaveBeenCalled();
    await Promise.all([runtime.start!(), runtime.load(model), runtime.load(model)]);
    expect(open).toHaveBeenCalledOnce();
    expect(create).toHaveBeenCalledWith(model, options);
  });

  test("that cannot be opened is unavailable, and says why", async () => {
    const cause = new Error("404");
    const runtime = onnxRuntime({ name: "fake", backend: "wasm", open: () => Promise.reject(cause) });
    const problem = { code: "backend_unavailable", message: "fake cannot be started: Error: 404", cause };
    await expect(runtime.start!()).rejects.toMatchObject(problem);
    await expect(runtime.load(model)).rejects.toMatchObject(problem);
  });

  test("that cannot load the smallest of models is unavailable", async () => {
    const { ort, create } = fakeOrt();
    create.mockRejectedValue(new Error("no available backend found"));
    await expect(runtimeOf({ ort }).load(model)).rejects.toMatchObject({ code: "backend_unavailable" });
  });

  test("says of a model that it cannot load it", async () => {
    const { ort, create } = fakeOrt();
    const runtime = runtimeOf({ ort });
    await runtime.start!();
    const cause = new Error("no such operator");
    create.mockRejectedValue(cause);
    const problem = { code: "inference_failed", message: "fake cannot load the model", cause };
    await expect(runtime.load(model)).rejects.toMatchObject(problem);
  });

  test("loads nothing more once it is closed", async () => {
    const { ort } = fakeOrt();
    const runtime = runtimeOf({ ort });
    await runtime.close!();
    await expect(runtime.load(model)).rejects.toMatchObject({ code: "closed" });
  });
});

describe("a session", () => {
  test("takes inputs and gives outputs by name, with their shapes", async () => {
    const { session } = await sessionOf(({ image }) => ({
      double: [(image!.data as Float32Array).map((value) => value * 2), [2, 1]],
      same: [image!.data as Float32Array, [1, 2]],
    }));
    expect(await session.run(inputs)).toEqual({
      double: { data: Float32Array.of(2, 4), shape: [2, 1] },
      same: { data: Float32Array.of(1, 2), shape: [1, 2] },
    });
  });

  test("frees every tensor, and what was read of it stays", async () => {
    const theirs = Float32Array.of(7, 8);
    const { session, tensors } = await sessionOf(() => ({ out: [theirs, [2]] }));
    const { out } = await session.run(inputs);
    theirs.fill(0);
    expect(out!.data).toEqual(Float32Array.of(7, 8));
    expect(tensors).toHaveLength(2);
    for (const tensor of tensors) expect(tensor.dispose).toHaveBeenCalledOnce();
  });

  test("that fails frees its inputs", async () => {
    const cause = new Error("shape mismatch");
    const { session, tensors } = await sessionOf(() => Promise.reject(cause));
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "inference_failed", cause });
    expect(tensors).toHaveLength(1);
    expect(tensors[0]!.dispose).toHaveBeenCalledOnce();
  });

  test.each([NaN, Infinity])("never gives %f", async (value) => {
    const { session } = await sessionOf(() => ({ scores: [Float32Array.of(1, value), [2]] }));
    await expect(session.run(inputs)).rejects.toMatchObject({
      code: "inference_failed",
      message: "scores holds values that are not finite",
    });
  });

  test("does one run after the other, and releases after the last", async () => {
    const log: string[] = [];
    const { session, release } = await sessionOf(async (feeds) => {
      log.push("begin");
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.push("end");
      return echo(feeds);
    });
    release.mockImplementation(async () => void log.push("release"));
    await Promise.all([session.run(inputs), session.run(inputs), session.release()]);
    expect(log).toEqual(["begin", "end", "begin", "end", "release"]);
  });

  test("shares its turns with the others of an instance that cannot do two things at once", async () => {
    let running = 0;
    const { ort } = fakeOrt(async (feeds) => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      return echo(feeds);
    });
    const shared = turns();
    const runtimes = [runtimeOf({ ort, turns: shared }), runtimeOf({ ort, turns: shared })];
    const sessions = await Promise.all(runtimes.map((runtime) => runtime.load(model)));
    await Promise.all(sessions.map((session) => session.run(inputs)));
  });

  test("that failed once runs again", async () => {
    const compute = vi.fn(echo).mockRejectedValueOnce(new Error("once"));
    const { session } = await sessionOf(compute);
    await expect(session.run(inputs)).rejects.toThrow();
    await expect(session.run(inputs)).resolves.toMatchObject({ out: { shape: [1, 2] } });
  });

  test("is closed after its release, which happens once", async () => {
    const { session, release } = await sessionOf(echo);
    await Promise.all([session.release(), session.release()]);
    expect(release).toHaveBeenCalledOnce();
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "closed" });
  });
});

describe("memory that cannot be had is `out_of_memory`:", () => {
  const causes: unknown[] = [
    new RangeError("Array buffer allocation failed"),
    new Error("std::bad_alloc"),
    new Error("Aborted(OOM). Build with -sASSERTIONS for more info."),
    new Error("Can't create a session. failed to allocate a buffer of size 6481974."),
    "Cannot enlarge memory arrays",
  ];
  test.each(causes)("%s", async (cause) => {
    const { session, ort, create } = await sessionOf(() => Promise.reject(cause));
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "out_of_memory", cause });
    const runtime = runtimeOf({ ort });
    await runtime.start!();
    create.mockRejectedValue(cause);
    await expect(runtime.load(model)).rejects.toMatchObject({ code: "out_of_memory" });
  });
});

describe("on a GPU", () => {
  async function onGpu(compute: (gpu: ReturnType<typeof fakeGpu>) => Compute) {
    const gpu = fakeGpu();
    return { ...(await sessionOf(compute(gpu), { watch: watchGpu(gpu.device), turns: turns() })), gpu };
  }

  test("a run that ends on a lost GPU gives nothing, whatever it says", async () => {
    const { session } = await onGpu((gpu) => async (feeds) => {
      gpu.lose();
      await gpu.device.lost;
      return echo(feeds);
    });
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "device_lost", message: "the driver was reset" });
  });

  test("a run that never ends ends with the loss", async () => {
    const { session, gpu } = await onGpu(() => () => new Promise(() => {}));
    const running = session.run(inputs);
    const next = session.run(inputs);
    setTimeout(gpu.lose, 1);
    await expect(running).rejects.toMatchObject({ code: "device_lost" });
    await expect(next).rejects.toMatchObject({ code: "device_lost" });
  });

  test("a failure that comes before the loss which is its cause is the loss", async () => {
    const { session } = await onGpu((gpu) => () => {
      setTimeout(gpu.lose, 10);
      throw new Error("mapAsync: Buffer was unmapped before mapping was resolved.");
    });
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "device_lost" });
  });

  test("a failure that is none of the GPU's stays what it is", async () => {
    const { session } = await onGpu(() => () => Promise.reject(new Error("shape mismatch")));
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "inference_failed" });
  });

  test("a command that was not carried out spoils its run, and that run alone", async () => {
    let error: object | undefined = gpuErrors.validation;
    const { session } = await onGpu((gpu) => (feeds) => {
      if (error) gpu.fail(error);
      return echo(feeds);
    });
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "inference_failed", message: "the buffer is too small" });
    error = gpuErrors.memory;
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "out_of_memory" });
    error = undefined;
    await expect(session.run(inputs)).resolves.toHaveProperty("out");
  });

  test("nothing is asked of onnxruntime once the GPU is lost", async () => {
    const { session, gpu, run, release } = await onGpu(() => echo);
    gpu.lose();
    await expect(session.run(inputs)).rejects.toMatchObject({ code: "device_lost" });
    await session.release();
    expect(run).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });

  test("the runtime has the device, and destroys it when it is closed", async () => {
    const { device } = fakeGpu();
    const runtime = runtimeOf({ ort: fakeOrt().ort, watch: watchGpu(device), turns: turns() });
    expect(runtime.device!()).toBeUndefined();
    await runtime.start!();
    expect(runtime.device!()).toBe(device);
    await runtime.close!();
    await expect(device.lost).resolves.toMatchObject({ reason: "destroyed" });
  });
});
