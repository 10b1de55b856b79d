import type { LiveFrames } from "@likeness/sdk";
import { openCamera } from "@likeness/sdk/camera";
import type { PresentLikeness } from "./present-likeness.ts";
import { emptyScene, type Outline, type Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import type { Store } from "./store.ts";

export interface SourcesOptions {
  readonly stage: Stage;
  readonly scene: Store<Scene>;
  /** Pictures are shown at once, and wait for this to be looked at. */
  readonly likeness: PresentLikeness;
  onFailure(error: unknown): void;
  onCameraTrouble(cause: unknown): void;
}

/** Pictures and the camera. One at a time: whatever begins ends what was there. */
export function createSources({ stage, scene, likeness, onFailure, onCameraTrouble }: SourcesOptions) {
  let present = new AbortController();
  let frames: LiveFrames | undefined;
  let again: (() => Promise<void>) | undefined;

  function begin(): AbortSignal {
    present.abort();
    present = new AbortController();
    frames = again = undefined;
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
    again = () => showPicture(blob);
    return unlessEnded(signal, async () => {
      scene.update({ ...emptyScene, means: "picture" });
      stage.showPicture(blob);
      const analysis = await (await likeness.value).analyze(blob, { signal });
      signal.throwIfAborted();
      scene.update({ width: analysis.width, height: analysis.height, analysis });
    });
  }

  async function startCamera(): Promise<void> {
    const signal = begin();
    again = startCamera;
    scene.update({ ...emptyScene, means: "camera" });
    const { video } = stage;
    const camera = await openCamera(video, { signal }).catch((cause: unknown) => {
      // Somebody chose a picture while the browser was asking.
      if (signal.aborted) return;
      clear();
      onCameraTrouble(cause);
    });
    if (!camera) return;
    camera.ended.addEventListener("abort", () => {
      if (!signal.aborted) clear();
    });
    scene.update({ width: video.videoWidth, height: video.videoHeight });
    await unlessEnded(signal, async () => {
      const likenessNow = await likeness.value;
      signal.throwIfAborted();
      frames = likenessNow.frames(video, { signal });
      for await (const live of frames) {
        const { analysis } = live;
        scene.update({ width: analysis.width, height: analysis.height, analysis, live });
      }
    });
  }

  return {
    showPicture,
    startCamera,
    stopCamera: clear,
    /** Points at a face; a camera's is followed from then on. */
    choose: ({ face, box }: Outline) => {
      if (frames) frames.choose({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      else scene.update({ chosen: face });
    },
    /** Looks at what is there once more, with another likeness. */
    restart: () => again?.(),
  };
}
