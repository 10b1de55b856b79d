import { Problem } from "../../core/index.ts";
import { checkGolden, type FaceModels, type Model } from "../../model/index.ts";
import type { Runtime, Session } from "../../runtime/session.ts";
import type { Candidate, TriedBackend } from "./backend-choice.ts";
import { withLoaded } from "./loaded-runtime.ts";

/** A backend that was tried. */
export interface Trial {
  readonly tried: TriedBackend;
  /** If it computes what it should: to be used, or to be closed. */
  readonly right?: {
    readonly runtime: Runtime;
    readonly embedder: Session;
    /** Milliseconds that the embedder took for its golden input, with all that its first run has to prepare. */
    readonly firstRun: number | undefined;
  };
  /** What was thrown. */
  readonly cause?: unknown;
}

export interface TrialOptions {
  readonly models: FaceModels;
  readonly isAsked: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, of any origin. */
  readonly now?: (() => number) | undefined;
}

/** Starts a backend and holds it to the golden vectors of all models; on the way all of them run once. */
export async function tryBackend(candidate: Candidate, { models, isAsked, signal, now }: TrialOptions): Promise<Trial> {
  const { backend } = candidate;
  const loaded = new Map<Uint8Array, Session>();
  let runtime: Runtime | undefined;
  try {
    const reason = await candidate.available(isAsked);
    signal?.throwIfAborted();
    if (reason !== undefined) return { tried: { backend, outcome: "unavailable", words: reason } };
    runtime = await candidate.start();
    let least = 1;
    let embedder: Session | undefined;
    let firstRun: number | undefined;
    for (const model of [models.detector, models.landmarker, models.embedder]) {
      signal?.throwIfAborted();
      embedder = await runtime.load(model.bytes);
      loaded.set(model.bytes, embedder);
      const { ok, cosine, milliseconds } = await hold(embedder, model, backend, now);
      firstRun = milliseconds;
      least = Math.min(least, cosine);
      if (ok) continue;
      await discard(runtime, loaded);
      const words = `${model.card.name} gives something else than its card says`;
      return { tried: { backend, outcome: "wrong", cosine: least, words } };
    }
    const tried = { backend, outcome: "chosen", cosine: least, words: "it computes what the cards say" } as const;
    return { tried, right: { runtime: withLoaded(runtime, loaded), embedder: embedder!, firstRun } };
  } catch (cause) {
    if (runtime) await discard(runtime, loaded);
    signal?.throwIfAborted();
    return { tried: { backend, outcome: "failed", words: (cause as Error).message }, cause };
  }
}

/** Where a card has no golden vectors, a processor is taken at its word, and a GPU is not. */
async function hold(
  session: Session,
  { card }: Model,
  backend: Runtime["backend"],
  now: (() => number) | undefined,
): Promise<{ ok: boolean; cosine: number; milliseconds?: number }> {
  if (card.golden) return checkGolden(session, card, now ? { now } : {});
  if (backend !== "webgpu") return { ok: true, cosine: 1 };
  throw new Problem("backend_unavailable", `the card of ${card.name} has no golden vectors to hold a GPU to`);
}

async function discard(runtime: Runtime, loaded: ReadonlyMap<Uint8Array, Session>): Promise<void> {
  // What broke may break again when it is freed; what went wrong first is what counts.
  await Promise.allSettled([...loaded.values()].map((session) => session.release()));
  await runtime.close?.().catch(() => {});
}
