import { act, createElement } from "react";
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { canvasCamera, seeing } from "../camera/canvas-camera.fixture.ts";
import type { BrowserLikeness } from "../likeness/browser-likeness.ts";
import { analysisOf, seenFace } from "../likeness/seen.fixture.ts";
import { renderHook, until } from "./rendered.fixture.ts";
import { useFaceCamera, type FaceCameraOptions, type UseFaceCamera } from "./use-face-camera.ts";

let camera: ReturnType<typeof canvasCamera>;
let error: MockInstance;
beforeEach(() => {
  camera = canvasCamera();
  error = vi.spyOn(console, "error");
});
afterEach(() => {
  // A camera's frames come when they come, within an act of the test or not.
  expect(error.mock.calls.filter(([message]) => !String(message).includes("not wrapped in act"))).toEqual([]);
  expect(camera.isOn()).toBe(false);
  vi.restoreAllMocks();
});

interface Props extends FaceCameraOptions {
  readonly likeness?: BrowserLikeness;
  readonly hidden?: boolean;
}

const use = ({ likeness, hidden = false, ...options }: Props) => ({ hidden, ...useFaceCamera(likeness, options) });
const show = ({ videoRef, hidden }: UseFaceCamera & { hidden: boolean }) =>
  hidden ? null : createElement("video", { ref: videoRef });

test.each([false, true])("it is on from start to stop, and tells what is seen (StrictMode: %s)", async (strict) => {
  const likeness = seeing(() => analysisOf(seenFace({ brightness: 10 })));
  const { result, unmount } = await renderHook(use, { likeness } as Props, { show, strict });
  expect(result()).toMatchObject({ status: "off", live: undefined });
  await act(() => result().start());
  expect(result()).toMatchObject({ status: "on", mirrored: true });
  await until(() => expect(result().live).toMatchObject({ guidance: "more_light" }));
  await act(async () => result().stop());
  expect(result()).toMatchObject({ status: "off", live: undefined, mirrored: false });
  expect(camera.isOn()).toBe(false);
  await unmount();
});

test("a likeness that comes later, and another use, need no new start", async () => {
  const likeness = seeing(() => analysisOf(seenFace({ eyeOpenness: 0.3 })));
  const { result, render, unmount } = await renderHook(use, {} as Props, { show });
  await act(() => result().start());
  expect(result()).toMatchObject({ status: "on", live: undefined });
  await render({ likeness });
  await until(() => expect(result().live?.guidance).toBe("open_your_eyes"));
  await render({ likeness, use: "verify" });
  await until(() => expect(result().live?.guidance).toBe("good"));
  expect(camera.ask).toHaveBeenCalledTimes(1);
  await unmount();
});

test("unmounted, it is off, and nothing is told any more", async () => {
  const { result, results, unmount } = await renderHook(use, { likeness: seeing(() => analysisOf()) } as Props, { show });
  await act(() => result().start());
  await unmount();
  expect(camera.isOn()).toBe(false);
  const renders = results.length;
  await result().start();
  expect(camera.ask).toHaveBeenCalledTimes(1);
  expect(results).toHaveLength(renders);
});

test("unmounted while the person is asked, it does not begin", async () => {
  const { result, unmount } = await renderHook(use, {} as Props, { show });
  const starting = result();
  let started: Promise<void> | undefined;
  await act(async () => {
    started = starting.start();
  });
  await unmount();
  await started;
});

test("without its video it is off", async () => {
  const { result, render, unmount } = await renderHook(use, {} as Props, { show });
  await act(() => result().start());
  await render({ hidden: true });
  expect(result().status).toBe("off");
  expect(camera.isOn()).toBe(false);
  await act(() => result().start());
  expect(result()).toMatchObject({ status: "failed", problem: { code: "internal" } });
  await unmount();
});

test("denied, unplugged and broken are problems", async () => {
  const broken = seeing(() => {
    throw new Error("a bug");
  });
  const { result, render, unmount } = await renderHook(use, {} as Props, { show });
  camera.fail("NotAllowedError");
  await act(() => result().start());
  expect(result()).toMatchObject({ status: "failed", problem: { code: "camera_denied" } });
  camera.fail(undefined);
  await act(() => result().start());
  await act(async () => camera.unplug());
  expect(result()).toMatchObject({ status: "failed", problem: { code: "camera_unavailable" } });
  await render({ likeness: broken });
  await act(() => result().start());
  await until(() => expect(result()).toMatchObject({ status: "failed", problem: { code: "internal" } }));
  expect(camera.isOn()).toBe(false);
  await unmount();
});
