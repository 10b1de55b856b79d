import { Problem } from "../core/index.ts";
import { browserLikeness, type BrowserLikeness } from "./browser-likeness.ts";
import type { Engine } from "./engine.ts";
import type { Frame } from "./frame.ts";
import { hostOf, type HostOptions } from "./host-of.ts";
import { ownDevice } from "./own-device.ts";
import type { EngineEvents, EngineOptions } from "./start-engine.ts";
import { connectEngine } from "./worker/connect.ts";

export type * from "./exported-types.ts";
export type { BrowserLikeness } from "./browser-likeness.ts";
export type { BrowserSource } from "./frame.ts";
export type { TimedFrame } from "./video-frames.ts";
export { Problem };

export interface LikenessOptions extends HostOptions, Partial<Omit<EngineOptions, "assets">>, EngineEvents {
  /**
   * The directory that `likeness assets` filled, relative to the page; `/likeness/` unless given. Models are loaded
   * from it, and the files of onnxruntime where a backend needs them.
   */
  readonly assets?: string | URL;
  /**
   * Pictures are analysed in a worker, so that the page never waits: one that the bundler has made. Where it makes
   * none, give the address of `worker.js` in the assets, or a function that makes it; `false` is for this thread.
   */
  readonly worker?: boolean | string | URL | (() => Worker);
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

/**
 * Loads the models in a worker, and gives the page a way to tell faces apart. Without `endpoint` and `key` pictures are
 * analysed, and nothing can be sent.
 *
 * @example
 * const likeness = await createLikeness({ endpoint: "https://faces.example", key });
 * await likeness.enrol(photo, { collection: "staff", subject: "ada", ticket });
 * const { match } = await likeness.verify(video, { collection: "staff", subject: "ada" });
 * @throws Problem `worker_unavailable`, `model_unavailable`, `model_digest`, `card_malformed`, `backend_unavailable`,
 *   `backend_wrong`; the signal's reason
 */
export async function createLikeness(options: LikenessOptions = {}): Promise<BrowserLikeness> {
  const host = hostOf(
    options,
    ownDevice(options.device, options.key, async () => (await import("./browser-device.ts")).browserDevice()),
  );
  return browserLikeness(await startEngine(options), host);
}

async function startEngine(options: LikenessOptions): Promise<Engine<Frame>> {
  const { worker = true, signal, onProgress, onBackend, models, backend, threads, mirror } = options;
  const start: EngineOptions = {
    assets: directory(options.assets ?? "/likeness/"),
    ...(models && { models }),
    ...(backend && { backend }),
    ...(threads !== undefined && { threads }),
    ...(mirror !== undefined && { mirror }),
  };
  const events = { signal, onProgress, onBackend };
  if (worker === false) {
    const { startBrowserEngine } = await import("./browser-platform.ts");
    return startBrowserEngine({ ...start, ...events });
  }
  return connectEngine(makeWorker(worker), start, events);
}

function makeWorker(worker: true | string | URL | (() => Worker)): Worker {
  try {
    if (typeof worker === "function") return worker();
    // Word by word as bundlers look for it.
    if (worker === true) return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    return new Worker(worker, { type: "module" });
  } catch (cause) {
    throw new Problem("worker_unavailable", (cause as Error).message, { cause });
  }
}

function directory(assets: string | URL): string {
  const { href } = new URL(assets, location.href);
  return href.endsWith("/") ? href : `${href}/`;
}
