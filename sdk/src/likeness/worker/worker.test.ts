import { afterEach, expect, test, vi } from "vitest";
import { blankPicture, Problem } from "../../core/index.ts";
import type { Analysis } from "../../face/index.ts";
import type { BackendChoice } from "../backend/index.ts";
import type { Engine } from "../engine.ts";
import type { Frame } from "../frame.ts";
import type { EngineOptions } from "../start-engine.ts";
import { connectEngine, type WorkerPort } from "./connect.ts";
import { serveEngine, type ServingPort, type StartEngine } from "./serve.ts";

const options: EngineOptions = { assets: "https://page.test/likeness/", backend: "wasm" };
const wasm = { backend: "wasm", reason: "it was asked for" } as BackendChoice;
const webgpu = { backend: "webgpu", reason: "it is the faster one" } as BackendChoice;
const picture = blankPicture(4, 3);
const analysis = { width: 4, height: 3, faces: [] } as unknown as Analysis;

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

/** A channel as a worker has it: what is on this side can also fail and be terminated. */
function workerWith(start: StartEngine) {
  const channel = new MessageChannel();
  channels.push(channel);
  serveEngine(channel.port2 as unknown as ServingPort, start);
  channel.port2.start();
  channel.port1.start();
  const terminate = vi.fn();
  const failures = new EventTarget();
  const port: WorkerPort = {
    postMessage: (message, transfer) => channel.port1.postMessage(message, transfer),
    addEventListener: (type: string, listener: unknown) =>
      (type === "error" ? failures : channel.port1).addEventListener(type, listener as EventListener),
    terminate,
  };
  return { port, terminate, fail: (event: Event) => failures.dispatchEvent(event) };
}

function engineOf(analyze: Engine<Frame>["analyze"], backend = wasm) {
  const close = vi.fn(async () => {});
  return { engine: { modelId: "model@1", backend, analyze, close } satisfies Engine<Frame>, close };
}

const pending = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));

test("an analysis is the engine's own, and so are the model and the backend", async () => {
  const analyze = vi.fn(async () => analysis);
  const engine = await connectEngine(workerWith(async () => engineOf(analyze).engine).port, options);
  expect(engine).toMatchObject({ modelId: "model@1", backend: wasm });
  expect(await engine.analyze(picture, { mirror: true })).toEqual(analysis);
  expect(analyze).toHaveBeenCalledWith(picture, { mirror: true, signal: expect.any(AbortSignal) });
});

test("the start's options and its progress cross over", async () => {
  const start = vi.fn<StartEngine>(async ({ onProgress, onBackend }) => {
    onProgress?.({ loaded: 1, total: 2 } as never);
    onBackend?.(webgpu);
    return engineOf(async () => analysis).engine;
  });
  const onProgress = vi.fn();
  const onBackend = vi.fn();
  await connectEngine(workerWith(start).port, options, { onProgress, onBackend });
  expect(start).toHaveBeenCalledWith(expect.objectContaining(options));
  expect(onProgress).toHaveBeenCalledWith({ loaded: 1, total: 2 });
  expect(onBackend).toHaveBeenCalledWith(webgpu);
});

test("a backend that is exchanged is the engine's from then on", async () => {
  let exchange: (() => void) | undefined;
  const { port } = workerWith(async ({ onBackend }) => {
    exchange = () => onBackend?.(wasm);
    return engineOf(async () => {
      exchange?.();
      return analysis;
    }, webgpu).engine;
  });
  const engine = await connectEngine(port, options);
  expect(engine.backend).toEqual(webgpu);
  await engine.analyze(picture);
  expect(engine.backend).toEqual(wasm);
});

test("a problem keeps its code and detail, at the start and later", async () => {
  const refused = workerWith(() => Promise.reject(new Problem("model_digest", "not the one")));
  await expect(connectEngine(refused.port, options)).rejects.toMatchObject({ code: "model_digest", detail: "not the one" });
  expect(refused.terminate).toHaveBeenCalled();
  const broken = workerWith(async () => engineOf(() => Promise.reject(new Problem("broken_picture"))).engine);
  const engine = await connectEngine(broken.port, options);
  await expect(engine.analyze(picture)).rejects.toMatchObject({ name: "Problem", code: "broken_picture" });
});

test("what is no problem arrives as one, with its words", async () => {
  const engine = await connectEngine(
    workerWith(async () => engineOf(() => Promise.reject(new TypeError("a bug"))).engine).port,
    options,
  );
  await expect(engine.analyze(picture)).rejects.toMatchObject({ code: "internal", detail: "TypeError: a bug" });
});

test("an aborted analysis rejects at once with the signal's reason, and is told to the engine", async () => {
  const seen = Promise.withResolvers<AbortSignal>();
  const { port } = workerWith(async () =>
    engineOf((_, { signal } = {}) => {
      seen.resolve(signal!);
      return pending(signal);
    }).engine,
  );
  const engine = await connectEngine(port, options);
  const controller = new AbortController();
  const analysing = engine.analyze(picture, { signal: controller.signal });
  const there = await seen.promise;
  controller.abort(new Error("enough"));
  await expect(analysing).rejects.toThrow("enough");
  await vi.waitFor(() => expect(there.aborted).toBe(true));
});

test("one that is aborted while it waits is never analysed", async () => {
  const first = Promise.withResolvers<Analysis>();
  const analyze = vi.fn(() => first.promise);
  const engine = await connectEngine(workerWith(async () => engineOf(analyze).engine).port, options);
  const running = engine.analyze(picture);
  const controller = new AbortController();
  const waiting = engine.analyze(picture, { signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  // Word of the abort goes by the channel, which takes a turn of its own.
  await new Promise((resolve) => setTimeout(resolve, 5));
  first.resolve(analysis);
  await running;
  await engine.close();
  expect(analyze).toHaveBeenCalledTimes(1);
});

test("an aborted start rejects and ends the worker", async () => {
  const { port, terminate } = workerWith(({ signal }) => pending(signal));
  const controller = new AbortController();
  const starting = connectEngine(port, options, { signal: controller.signal });
  controller.abort();
  await expect(starting).rejects.toMatchObject({ name: "AbortError" });
  expect(terminate).toHaveBeenCalled();
});

test("frames are analysed one after the other, in the order they came", async () => {
  const log: string[] = [];
  const analyze = vi.fn(async (frame: Frame) => {
    log.push(`begin ${(frame as typeof picture).width}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    log.push(`end ${(frame as typeof picture).width}`);
    return analysis;
  });
  const engine = await connectEngine(workerWith(async () => engineOf(analyze).engine).port, options);
  await Promise.all([1, 2].map((width) => engine.analyze(blankPicture(width, 1))));
  expect(log).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
});

test("a worker that fails ends everything that waits, and everything after", async () => {
  const { port, fail, terminate } = workerWith(async () => engineOf((_, { signal } = {}) => pending(signal)).engine);
  const engine = await connectEngine(port, options);
  const analysing = engine.analyze(picture);
  fail(new Event("error"));
  await expect(analysing).rejects.toMatchObject({ code: "worker_unavailable" });
  await expect(engine.analyze(picture)).rejects.toMatchObject({ code: "worker_unavailable" });
  expect(terminate).toHaveBeenCalled();
});

test("closing ends what runs, frees the engine and then the worker; once", async () => {
  const { engine: served, close } = engineOf((_, { signal } = {}) => pending(signal));
  const { port, terminate } = workerWith(async () => served);
  const engine = await connectEngine(port, options);
  const analysing = engine.analyze(picture).catch((error: unknown) => error);
  await Promise.all([engine.close(), engine.close()]);
  expect(close).toHaveBeenCalledTimes(1);
  expect(terminate).toHaveBeenCalled();
  expect(await analysing).toMatchObject({ code: "closed" });
  await expect(engine.analyze(picture)).rejects.toMatchObject({ code: "closed" });
});

test("a frame that comes while it is closing is closed, and never sent", async () => {
  const analyze = vi.fn(async () => analysis);
  const engine = await connectEngine(workerWith(async () => engineOf(analyze).engine).port, options);
  const closing = engine.close();
  const close = vi.fn();
  await expect(engine.analyze({ close } as unknown as Frame)).rejects.toMatchObject({ code: "closed" });
  expect(close).toHaveBeenCalledTimes(1);
  await closing;
  expect(analyze).not.toHaveBeenCalled();
});
