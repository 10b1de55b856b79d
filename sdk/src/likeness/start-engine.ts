import { Problem, type ProblemCode } from "../core/index.ts";
import { createFaceEmbedder, type Analysis, type AnalyzeOptions, type FaceEmbedder, type Preprocessor } from "../face/index.ts";
import type { FaceModels, FaceModelSources, LoadOptions, LoadProgress } from "../model/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { chooseBackend, type BackendChoice, type Candidate, type ChoiceMemory, type Preference } from "./backend/index.ts";
import type { Engine } from "./engine.ts";

/** How an engine is started. Plain data: it may be told to another thread. */
export interface EngineOptions {
  /** Where the SDK's files are served, ending in `/`; in Node the directory of the models. */
  readonly assets: string;
  /** Of one's own; by default those of the assets. */
  readonly models?: FaceModelSources;
  /** `auto` unless given: the fastest that computes what it should. */
  readonly backend?: Preference;
  /** Of the processor. */
  readonly threads?: number;
  /** Whether faces are embedded with their mirror image where the call does not say. */
  readonly mirror?: boolean;
}

export interface EngineEvents {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Told when a backend failed in use and another took its place. */
  readonly onBackend?: ((backend: BackendChoice) => void) | undefined;
}

/** What a browser and Node do differently. `Seen` is what the preprocessors of the platform take. */
export interface EnginePlatform<Frame, Seen> {
  loadModels(sources: FaceModelSources, options: LoadOptions): Promise<FaceModels>;
  /** In the order in which they are tried. The last one always works, if slowly. */
  candidates(options: EngineOptions): readonly Candidate[];
  memory(): ChoiceMemory;
  preprocessorFor(runtime: Runtime): Preprocessor<Seen>;
  /** Decodes what is not decoded yet. */
  open(frame: Frame): Promise<Seen>;
  /** Frees a frame that was opened, or could not be. */
  close(frame: Frame | Seen): void;
}

interface Running<Seen> {
  readonly embedder: FaceEmbedder<Seen>;
  readonly choice: BackendChoice;
  close(): Promise<void>;
}

/** The files of the models that are shipped, in the directory of the assets. */
const defaultModels = { detector: "ultraface-rfb", landmarker: "landmark-68", embedder: "dlib-resnet" } as const;

/** What a GPU may do at any time, and what another backend can be tried for. Not what the caller gave. */
const faults: ReadonlySet<ProblemCode> = new Set(["device_lost", "out_of_memory", "inference_failed"]);

/**
 * Loads the models, chooses what to run them on, and keeps running: a backend that fails is exchanged for the next
 * one, and the picture it failed on is analysed again there.
 *
 * @throws Problem `model_unavailable`, `model_digest`, `card_malformed`, `backend_unavailable`, `backend_wrong`
 */
export async function startEngine<Frame, Seen>(
  platform: EnginePlatform<Frame, Seen>,
  options: EngineOptions & EngineEvents & { readonly signal?: AbortSignal | undefined },
): Promise<Engine<Frame>> {
  const { signal, onProgress, onBackend } = options;
  const candidates = platform.candidates(options);
  let memory: ChoiceMemory | undefined;
  const choices = () => (memory ??= platform.memory());
  // Begun beside the loading. Who asks for a backend by name has nothing to remember: no GPU is named for nothing.
  if (isChoice(options.backend)) choices();
  const models = await platform.loadModels(options.models ?? shippedModels(options.assets), {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  let failed: readonly Runtime["backend"][] = [];
  let running = await start(signal);
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let exchanging: Promise<void> | undefined;
  let closed: Promise<void> | undefined;

  /** @param abortion Ends it. The caller's ends the first start only: a time limit for that is none for all use. */
  async function start(abortion: AbortSignal | undefined): Promise<Running<Seen>> {
    const left = candidates.filter(({ backend }) => !failed.includes(backend));
    const prefer = failed.length === 0 ? options.backend : "auto";
    const { runtime, choice } = await chooseBackend({
      candidates: left,
      models,
      ...(isChoice(prefer) && { memory: choices() }),
      ...(prefer && { prefer }),
      ...(abortion && { signal: abortion }),
    });
    try {
      const embedder = await createFaceEmbedder({
        runtime,
        models,
        preprocessor: platform.preprocessorFor(runtime),
        ...(options.mirror !== undefined && { mirror: options.mirror }),
      });
      let freed: Promise<void> | undefined;
      const free = async () => {
        try {
          await embedder.close();
        } finally {
          await runtime.close?.();
        }
      };
      return { embedder, choice, close: () => (freed ??= free()) };
    } catch (error) {
      await runtime.close?.().catch(() => {});
      throw error;
    }
  }

  /** Whether there is another backend now; many analyses may find out at once that one is gone. */
  async function exchange(broken: Running<Seen>): Promise<boolean> {
    if (running !== broken) return true;
    const { backend } = broken.choice;
    if (!candidates.some((other) => other.backend !== backend && !failed.includes(other.backend))) return false;
    exchanging ??= (async () => {
      failed = [...failed, backend];
      // What is broken may break again when it is freed.
      await broken.close().catch(() => {});
      running = await start(closing.signal);
      onBackend?.(running.choice);
    })().finally(() => (exchanging = undefined));
    await exchanging;
    return true;
  }

  async function analyze(frame: Frame, { signal: abortion, ...how }: AnalyzeOptions): Promise<Analysis> {
    let seen: Seen | undefined;
    try {
      closing.signal.throwIfAborted();
      seen = await platform.open(frame);
      const ending = abortion ? AbortSignal.any([abortion, closing.signal]) : closing.signal;
      for (;;) {
        const present = running;
        try {
          const analysis = await present.embedder.analyze(seen, { ...how, signal: ending });
          ending.throwIfAborted();
          return analysis;
        } catch (error) {
          ending.throwIfAborted();
          const isFault = error instanceof Problem && faults.has(error.code);
          if (!isFault || !(await exchange(present))) throw error;
        }
      }
    } finally {
      if (seen !== undefined) platform.close(seen);
      if (seen !== frame) platform.close(frame);
    }
  }

  return {
    modelId: running.embedder.modelId,
    get backend() {
      return running.choice;
    },
    analyze: async (frame, how = {}) => {
      const analysis = analyze(frame, how);
      underWay.add(analysis);
      try {
        return await analysis;
      } finally {
        underWay.delete(analysis);
      }
    },
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    closing.abort(new Problem("closed"));
    // A session is not freed while it runs.
    await Promise.allSettled(underWay);
    // What a backend broke with was told to whom it concerned; it may break again when it is freed.
    const isBroken = failed.includes(running.choice.backend);
    await running.close().catch((error: unknown) => {
      if (!isBroken) throw error;
    });
  }
}

function isChoice(backend: Preference | undefined): boolean {
  return backend === undefined || backend === "auto";
}

function shippedModels(assets: string): FaceModelSources {
  const card = (name: string) => `${assets}models/${name}.json`;
  return {
    detector: card(defaultModels.detector),
    landmarker: card(defaultModels.landmarker),
    embedder: card(defaultModels.embedder),
  };
}
