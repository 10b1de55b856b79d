import { useCallback, useEffect, useRef, useState } from "react";
import { openCamera, type CameraOptions } from "../camera/open-camera.ts";
import type { Problem } from "../core/index.ts";
import type { QualityUse } from "../face/index.ts";
import type { BrowserLikeness } from "../likeness/browser-likeness.ts";
import type { LiveFrame } from "../likeness/live.ts";
import { asProblem } from "./use-likeness.ts";

export interface UseFaceCamera {
  /** For the `ref` of a `<video>`. */
  readonly videoRef: (video: HTMLVideoElement | null) => void;
  readonly status: "off" | "starting" | "on" | "failed";
  /** What was seen last; new with every frame that was analysed. */
  readonly live: LiveFrame | undefined;
  /** Whether the picture should be shown as in a mirror. */
  readonly mirrored: boolean;
  readonly problem: Problem | undefined;
  start(): Promise<void>;
  stop(): void;
}

export interface FaceCameraOptions extends Pick<CameraOptions, "facing" | "deviceId"> {
  /** What the face is wanted for: the guidance and the best frame follow the limits of that use. */
  readonly use?: QualityUse;
}

const off = { status: "off", live: undefined, mirrored: false, problem: undefined } as const;

/** The camera in a video element, and what is seen of the face before it. Off when the component unmounts. */
export function useFaceCamera(
  likeness: BrowserLikeness | undefined,
  { facing, deviceId, use }: FaceCameraOptions = {},
): UseFaceCamera {
  const [state, setState] = useState<Pick<UseFaceCamera, "status" | "live" | "mirrored" | "problem">>(off);
  const video = useRef<HTMLVideoElement | null>(null);
  const running = useRef<AbortController>(undefined);

  const videoRef = useCallback((element: HTMLVideoElement | null) => {
    video.current = element;
  }, []);

  const stop = useCallback(() => {
    running.current?.abort();
    setState(off);
  }, []);

  const start = useCallback(async () => {
    running.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    setState({ ...off, status: "starting" });
    try {
      if (!video.current) throw new Error("start was called before a <video> had the videoRef");
      const camera = await openCamera(video.current, {
        signal,
        ...(facing && { facing }),
        ...(deviceId !== undefined && { deviceId }),
      });
      const { mirrored } = camera;
      if (!signal.aborted) setState({ ...off, status: "on", mirrored });
      if (likeness) {
        for await (const live of likeness.frames(video.current, { signal, ...(use && { use }) })) {
          setState({ status: "on", live, mirrored, problem: undefined });
        }
        if (!signal.aborted) setState(off);
      }
    } catch (error) {
      if (!signal.aborted) setState({ ...off, status: "failed", problem: asProblem(error) });
      controller.abort();
    }
  }, [likeness, facing, deviceId, use]);

  useEffect(() => () => running.current?.abort(), []);

  return { ...state, videoRef, start, stop };
}
