import type { BrowserLikeness } from "@likeness/sdk";
import { openCamera, type Camera } from "@likeness/sdk/camera";
import { emptyScene, nextFrame, type Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import type { Store } from "./store.ts";

export interface SourcesOptions {
  readonly stage: Stage;
  readonly scene: Store<Scene>;
  /** Pictures are shown at once, and wait for this to be looked at. */
  readonly likeness: Promise<BrowserLikeness>;
  onFailure(error: unknown): void;
  onCameraTrouble(cause: unknown): void;
}

/** Pictures and the camera. One at a time: whatever begins ends what was there. */
export function createSources({ stage, scene, likeness, onFailure, onCameraTrouble }: SourcesOptions) {
  let present = new AbortController();
  let camera: Camera | undefined;

  function begin(): AbortSignal {
    const [before, opened] = [present, camera];
    present = new AbortController();
    camera = undefined;
    before.abort();
    opened?.stop();
    return present.signal;
  }

  /** Nothing more is said of what was ended meanwhile. */
  async function unlessEnded(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      clear();
      onFailure(error);
    }
  }

  function clear(): void {
    begin();
    scene.update(emptyScene);
  }

  function showPicture(blob: Blob): Promise<void> {
    const signal = begin();
    return unlessEnded(signal, async () => {
      scene.update({ ...emptyScene, means: "picture" });
      stage.showPicture(blob);
      const analysis = await (await likeness).analyze(blob, { signal });
      signal.throwIfAborted();
      scene.update({ width: analysis.width, height: analysis.height });
      scene.update({ analysis });
    });
  }

  async function startCamera(): Promise<void> {
    const signal = begin();
    scene.update({ ...emptyScene, means: "camera" });
    const { video } = stage;
    const opened = await openCamera(video).catch((cause: unknown) => {
      if (signal.aborted) return;
      clear();
      onCameraTrouble(cause);
    });
    if (!opened) return;
    // Somebody chose a picture while the browser was asking.
    if (signal.aborted) return opened.stop();
    camera = opened;
    opened.ended.addEventListener("abort", () => {
      if (camera === opened) clear();
    });
    scene.update({ width: video.videoWidth, height: video.videoHeight });
    await unlessEnded(signal, async () => {
      for await (const { analysis, rate } of (await likeness).frames(video, { signal })) {
        const { width, height } = analysis;
        scene.update({ width, height, rate, ...nextFrame(scene.value, analysis) });
      }
    });
  }

  return { showPicture, startCamera, stopCamera: clear };
}
