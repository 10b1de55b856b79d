import { act } from "react";
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { Problem } from "../core/index.ts";
import type { LoadProgress } from "../model/index.ts";
import { renderHook } from "./rendered.fixture.ts";
import { useLikeness, type StartOptions } from "./use-likeness.ts";

let error: MockInstance;
beforeEach(() => {
  error = vi.spyOn(console, "error");
});
afterEach(() => {
  // React warns by it of what is done after the end, or outside of act.
  expect(error).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

type Made = { readonly name: string; close: () => Promise<void> };

/** Starts that the test ends. */
function starts() {
  const begun: { options: StartOptions; made: Made; ready: () => void; fail: (error: unknown) => void }[] = [];
  const start = vi.fn((options: StartOptions) => {
    return new Promise<Made>((resolve, reject) => {
      const made = { name: `likeness ${begun.length}`, close: vi.fn(async () => {}) };
      begun.push({ options, made, ready: () => resolve(made), fail: reject });
    });
  });
  return { start, begun };
}

const half = { all: { loaded: 1, total: 2 } } as LoadProgress;

test("it loads, tells how far, is ready, and is closed at the end", async () => {
  const { start, begun } = starts();
  const { result, unmount } = await renderHook(() => useLikeness(start), undefined);
  expect(result()).toMatchObject({ status: "loading", likeness: undefined });
  await act(async () => begun[0]!.options.onProgress(half));
  expect(result()).toMatchObject({ status: "loading", progress: half });
  await act(async () => begun[0]!.ready());
  expect(result()).toEqual({ status: "ready", likeness: begun[0]!.made, progress: undefined, problem: undefined });
  await act(async () => begun[0]!.options.onProgress(half));
  expect(result().progress).toBeUndefined();
  expect(begun[0]!.made.close).not.toHaveBeenCalled();
  await unmount();
  expect(begun[0]!.made.close).toHaveBeenCalledTimes(1);
});

test("a failure is a problem, and so is a function that throws at once", async () => {
  const { start, begun } = starts();
  const first = await renderHook(() => useLikeness(start), undefined);
  await act(async () => begun[0]!.fail(new Problem("model_unavailable")));
  expect(first.result()).toMatchObject({ status: "failed", problem: { code: "model_unavailable" } });
  await first.unmount();
  const thrown = new Error("a bug");
  const broken = (): Promise<Made> => {
    throw thrown;
  };
  const second = await renderHook(() => useLikeness(broken), undefined);
  expect(second.result()).toMatchObject({ status: "failed", problem: { code: "internal", cause: thrown } });
  await second.unmount();
});

test("one that is ready after the end is closed, and told of to nobody", async () => {
  const { start, begun } = starts();
  const { results, unmount } = await renderHook(() => useLikeness(start), undefined);
  await unmount();
  expect(begun[0]!.options.signal.aborted).toBe(true);
  const renders = results.length;
  begun[0]!.options.onProgress(half);
  await act(async () => begun[0]!.ready());
  expect(begun[0]!.made.close).toHaveBeenCalledTimes(1);
  expect(results).toHaveLength(renders);
});

test("in StrictMode the first start is ended, and the second one counts", async () => {
  const { start, begun } = starts();
  const { result, unmount } = await renderHook(() => useLikeness(start), undefined, { strict: true });
  expect(begun.map(({ options }) => options.signal.aborted)).toEqual([true, false]);
  // In whichever order they are ready.
  await act(async () => begun[1]!.ready());
  await act(async () => begun[0]!.ready());
  expect(result().likeness).toBe(begun[1]!.made);
  expect(begun[0]!.made.close).toHaveBeenCalledTimes(1);
  expect(begun[1]!.made.close).not.toHaveBeenCalled();
  await unmount();
});

test("a function written in the component starts once; another thing that it is of, anew", async () => {
  const { start, begun } = starts();
  const use = ({ endpoint }: { endpoint: string }) => useLikeness((options) => start(options), endpoint);
  const { result, render, unmount } = await renderHook(use, { endpoint: "a" });
  await render({ endpoint: "a" });
  await act(async () => begun[0]!.ready());
  expect(start).toHaveBeenCalledTimes(1);
  await render({ endpoint: "b" });
  expect(result()).toMatchObject({ status: "loading", likeness: undefined });
  expect(begun[0]!.made.close).toHaveBeenCalledTimes(1);
  await act(async () => begun[1]!.ready());
  expect(result().likeness).toBe(begun[1]!.made);
  await unmount();
});
