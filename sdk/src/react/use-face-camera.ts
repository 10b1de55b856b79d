import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem } from "../camera/as-problem.ts";
import { openCamera, type Camera, type CameraOptions } from "../camera/open-camera.ts";
import { Problem } from "../core/index.ts";
import type { QualityUse } from "../face/index.ts";
import type { BrowserLikeness } from "../likeness/browser-likeness.ts";
import type { LiveFrame } from "../likeness/live.ts";
import { useOneAtATime } from "./use-one-at-a-time.ts";

export interface UseFaceCamera {
  /** For the `ref` of a `<video>`. */
  readonly videoRef: (video: HTMLVideoElement | null) => void;
  readonly status: "off" | "starting" | "on" | "failed";
  /** What was seen last; new with every frame that was analysed. None until there is a likeness. */
  readonly live: LiveFrame | undefined;
  /** Whether the picture should be shown as in a mirror. */
  readonly mirrored: boolean;
  readonly problem: Problem | undefined;
  /** Turns the camera on. Resolves once it is, or `problem` says why it is not. */
  start(): Promise<void>;
  stop(): void;
}

export interface FaceCameraOptions extends Pick<CameraOptions, "facing" | "deviceId"> {
  /** What the face is wanted for: the guidance and the best frame follow the limits of that use. */
  readonly use?: QualityUse;
}

type State =
  | { readonly status: "off" | "starting" }
  | { readonly status: "on"; readonly camera: Camera; readonly live?: LiveFrame }
  | { readonly status: "failed"; readonly problem: Problem };

/**
 * The camera in a video element, and what is seen of the face before it. Off when the video goes, or the component.
 * Another `facing` or `deviceId` counts from the next `start`.
 */
export function useFaceCamera(
  likeness: BrowserLikeness | undefined,
  { facing, deviceId, use }: FaceCameraOptions = {},
): UseFaceCamera {
  const [state, setState] = useState<State>({ status: "off" });
  const video = useRef<HTMLVideoElement | null>(null);
  const running = useOneAtATime();

  const stop = useCallback(() => {
    running.end();
    setState({ status: "off" });
  }, [running]);

  const videoRef = useCallback(
    (element: HTMLVideoElement | null) => {
      // Another element, or none: what was played in the one before is not seen any more.
      if (video.current) stop();
      video.current = element;
    },
    [stop],
  );

  const start = useCallback(async () => {
    const signal = running.begin();
    if (signal.aborted) return;
    setState({ status: "starting" });
    try {
      if (!video.current) throw new Error("start was called before a <video> had the videoRef");
      const which = { ...(facing && { facing }), ...(deviceId !== undefined && { deviceId }) };
      const camera = await openCamera(video.current, { ...which, signal });
      camera.ended.addEventListener("abort", () => {
        // Unplugged, or taken back by the person: nobody here ended it.
        if (!signal.aborted) setState({ status: "failed", problem: new Problem("camera_unavailable", "it was stopped") });
      });
      setState({ status: "on", camera });
    } catch (error) {
      if (!signal.aborted) setState({ status: "failed", problem: asProblem(error) });
    }
  }, [running, facing, deviceId]);

  const camera = state.status === "on" ? state.camera : undefined;
  useEffect(() => {
    if (!camera || !likeness) return undefined;
    const watching = new AbortController();
    void watch(likeness, camera, { signal: watching.signal, ...(use && { use }) }, (next) => {
      if (next.status === "failed") running.end();
      setState(next);
    });
    return () => watching.abort();
  }, [camera, likeness, use, running]);

  return {
    status: state.status,
    live: state.status === "on" ? state.live : undefined,
    mirrored: camera?.mirrored ?? false,
    problem: state.status === "failed" ? state.problem : undefined,
    videoRef,
    start,
    stop,
  };
}

async function watch(
  likeness: BrowserLikeness,
  camera: Camera,
  options: { readonly signal: AbortSignal; readonly use?: QualityUse },
  show: (state: State) => void,
): Promise<void> {
  const isOver = () => options.signal.aborted || camera.ended.aborted;
  try {
    for await (const live of likeness.frames(camera.video, options)) {
      if (isOver()) return;
      show({ status: "on", camera, live });
    }
  } catch (error) {
    if (!isOver()) show({ status: "failed", problem: asProblem(error) });
  }
}
