import { Problem } from "../../core/index.ts";
import { livenessChallenge, livenessOf, type LivenessProgress } from "../../face/liveness/index.ts";
import { theFaceFor } from "../../face/the-one-face.ts";
import type { Analysis, Face, QualityLimits, QualityUse } from "../../face/index.ts";
import type { BrowserLikeness } from "../../likeness/browser-likeness.ts";
import type { Guidance } from "../../likeness/guidance.ts";
import type { LiveFrame } from "../../likeness/live.ts";
import { asProblem } from "../as-problem.ts";
import { openCamera, type Camera, type CameraOptions } from "../open-camera.ts";
import { whenSteady } from "../steady.ts";
import { unlessAborted } from "../unless-aborted.ts";
import type { CaptureDetail, GuidanceDetail } from "./capture-events.ts";
import { createLivenessWatch, type LivenessWatch } from "./liveness-watch.ts";
import { guidanceWords, problemWords } from "./spoken.ts";
import { createView } from "./view.ts";
import { captureWords, type CaptureWords } from "./words/index.ts";

/** How long guidance must stay the same before it is said: words that change while they are read help nobody. */
const steady = 700;

export interface CaptureSettings {
  readonly likeness: Promise<BrowserLikeness>;
  readonly use: QualityUse;
  readonly facing: NonNullable<CameraOptions["facing"]>;
  readonly manual: boolean;
  readonly nonce: Uint8Array | undefined;
  readonly sameFrom: number | undefined;
  readonly limits: Partial<QualityLimits> | undefined;
}

export interface CaptureEvents {
  onCapture(detail: CaptureDetail): void;
  onGuidance(detail: GuidanceDetail): void;
  onProblem(problem: Problem): void;
  onCancel(): void;
}

export interface Capture {
  start(): Promise<void>;
  stop(): void;
  take(): boolean;
  reset(): void;
  setWords(words: CaptureWords, language: string): void;
  /** A setting was changed. */
  refresh(): void;
}

type Stage = "idle" | "starting" | "live" | "reading" | "taken";

interface Seen {
  readonly live: LiveFrame;
  readonly liveness: LivenessProgress | undefined;
}

/** What `<likeness-capture>` does: from the camera or a file to one good face. */
export function createCapture(root: ShadowRoot, settings: () => CaptureSettings, events: CaptureEvents): Capture {
  let stage: Stage = "idle";
  let running = new AbortController();
  let camera: Camera | undefined;
  let words = captureWords("en");
  let seen: Seen | undefined;
  /** What the last event told of. */
  let told: { guidance: Guidance; state: LivenessProgress["state"] | undefined; step: number | undefined } | undefined;
  /** The best face is of an earlier frame; its analysis is held for as long as the face is. */
  const analyses = new WeakMap<Face, Analysis>();

  const view = createView(root, {
    onStart: () => void start(),
    onTake: () => void take(),
    onAgain: () => void start(),
    onCancel: () => {
      stop();
      events.onCancel();
    },
    onFile: (file) => void read(file),
  });
  const speech = whenSteady(steady, view.say);

  function enter(next: Stage): void {
    stage = next;
    const { manual, nonce } = settings();
    view.offer({
      start: stage === "idle",
      take: stage === "live" && manual,
      again: stage === "taken",
      // A file shows nobody who does what was asked.
      file: !nonce && stage !== "reading" && stage !== "taken",
      cancel: stage !== "idle" && stage !== "taken",
    });
  }

  /** Ends what is under way. */
  function end(): void {
    running.abort();
    seen = camera = told = undefined;
    speech.stop();
    view.showLive(undefined);
    view.showGood(false);
  }

  function begin(next: "starting" | "reading", say: string): AbortSignal {
    end();
    running = new AbortController();
    view.alert("");
    view.showStill(undefined);
    enter(next);
    speech.sayAtOnce(say);
    return running.signal;
  }

  function fail(error: unknown, say?: string): void {
    const problem = asProblem(error);
    end();
    enter("idle");
    speech.sayAtOnce("");
    view.alert(say ?? problemWords(words, problem));
    events.onProblem(problem);
  }

  function finish(detail: CaptureDetail): void {
    end();
    enter("taken");
    speech.sayAtOnce(words.taken);
    events.onCapture(detail);
  }

  async function start(): Promise<void> {
    if (stage === "starting" || stage === "live") return;
    const signal = begin("starting", words.starting);
    const { facing, nonce, sameFrom } = settings();
    try {
      camera = await openCamera(view.video, { facing, signal });
      view.showLive(camera);
      const likeness = await unlessAborted(settings().likeness, signal);
      const steps = nonce && (await livenessChallenge(nonce));
      signal.throwIfAborted();
      const asked = nonce && steps && { nonce, steps, ...(sameFrom !== undefined && { sameFrom }) };
      enter("live");
      void watch(likeness, camera, asked && createLivenessWatch(asked), signal);
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  async function watch(
    likeness: BrowserLikeness,
    { ended }: Camera,
    liveness: LivenessWatch | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { use, limits, sameFrom } = settings();
    const options = { signal, use, ...(limits && { limits }), ...(sameFrom !== undefined && { sameFrom }) };
    try {
      for await (const live of likeness.frames(view.video, options)) {
        if (signal.aborted) return;
        see(live, liveness?.update(live));
      }
    } catch (error) {
      if (!signal.aborted && !ended.aborted) return fail(error);
    }
    // Unplugged, or taken back by the person.
    if (!signal.aborted) fail(new Problem("camera_unavailable", "the camera was stopped"), words.cameraEnded);
  }

  function see(live: LiveFrame, liveness: LivenessProgress | undefined): void {
    if (live.track?.face) analyses.set(live.track.face, live.analysis);
    seen = { live, liveness };
    if (liveness?.state === "failed") livenessOf(liveness);
    const { guidance } = live;
    view.showGood(guidance === "good");
    const say = guidanceWords(words, guidance, liveness);
    const step = liveness?.state === "act" ? liveness.index : undefined;
    // A step is timed as soon as it is asked for: its words do not wait.
    if (step !== undefined && step !== told?.step) speech.sayAtOnce(say);
    else speech.say(say);
    const isNew = guidance !== told?.guidance || liveness?.state !== told.state || step !== told.step;
    told = { guidance, state: liveness?.state, step };
    if (isNew) events.onGuidance({ guidance, ...(liveness && { liveness }) });
    const isDone = live.best?.settled && (!liveness || liveness.state === "passed");
    // Unless a listener has ended it.
    if (isDone && stage === "live" && !settings().manual) take();
  }

  function take(): boolean {
    if (stage !== "live" || !seen || !camera) return false;
    const { live, liveness } = seen;
    if (!live.best?.good || (liveness && liveness.state !== "passed")) {
      speech.sayAtOnce(guidanceWords(words, live.guidance, liveness));
      return false;
    }
    const { face } = live.best;
    const analysis = analyses.get(face);
    const { videoWidth: width, videoHeight: height } = view.video;
    view.showStill(view.video, { width, height }, camera.mirrored);
    finish({ face, ...(analysis && { analysis }), ...(liveness && { liveness: livenessOf(liveness) }) });
    return true;
  }

  async function read(file: File): Promise<void> {
    const { use, limits } = settings();
    const signal = begin("reading", words.looking);
    try {
      const likeness = await unlessAborted(settings().likeness, signal);
      const analysis = await likeness.analyze(file, { signal });
      signal.throwIfAborted();
      const face = theFaceFor(use, analysis, limits);
      const picture = await createImageBitmap(file);
      signal.throwIfAborted();
      view.showStill(picture, picture);
      picture.close();
      finish({ face, analysis });
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  function stop(): void {
    if (stage === "idle" || stage === "taken") return;
    end();
    speech.sayAtOnce("");
    enter("idle");
  }

  return {
    start,
    stop,
    take,
    reset: () => {
      end();
      speech.sayAtOnce("");
      view.alert("");
      view.showStill(undefined);
      enter("idle");
    },
    setWords: (next, language) => {
      words = next;
      view.setWords(words, language);
    },
    refresh: () => enter(stage),
  };
}
