import { framePreprocessor } from "../face/preprocess/frames.ts";
import type { Frame as SeenFrame } from "../face/preprocess/frame.ts";
import { webgpuPreprocessor } from "../face/preprocess/webgpu.ts";
import { loadModels } from "../model/browser.ts";
import { browserCandidates } from "./backend/browser-candidates.ts";
import { indexedDbChoices } from "./backend/indexed-db-choices.ts";
import type { Engine } from "./engine.ts";
import { closeFrame, openFrame, type Frame } from "./frame.ts";
import { startEngine, type EngineEvents, type EngineOptions, type EnginePlatform } from "./start-engine.ts";

/** Milliseconds that the first pictures have before the models are written down. */
const firstPictures = 2000;

const browser: EnginePlatform<Frame, SeenFrame> = {
  loadModels: (sources, options) =>
    loadModels(sources, { ...options, keepAfter: new Promise((resolve) => setTimeout(resolve, firstPictures)) }),
  candidates: ({ assets, threads }) =>
    browserCandidates({ wasmPaths: `${assets}wasm/`, ...(threads !== undefined && { threads }) }),
  memory: () => indexedDbChoices(),
  preprocessorFor: (runtime) => {
    const device = runtime.device?.();
    return device ? webgpuPreprocessor({ device }) : framePreprocessor();
  },
  open: openFrame,
  close: closeFrame,
};

/** An engine on this thread: a worker's, or a page's that can wait. */
export function startBrowserEngine(
  options: EngineOptions & EngineEvents & { readonly signal?: AbortSignal | undefined },
): Promise<Engine<Frame>> {
  return startEngine(browser, options);
}
