import { Problem } from "../../core/index.ts";
import type { FaceModels } from "../../model/index.ts";
import type { Runtime } from "../../runtime/session.ts";
import type { BackendChoice, Candidate, Preference, TriedBackend } from "./backend-choice.ts";
import { timeEmbedder } from "./benchmark.ts";
import { shortMemory, type ChoiceMemory } from "./choice-memory.ts";
import { tryBackend, type Trial } from "./trial.ts";

export interface ChooseBackendOptions {
  /** In the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  readonly models: FaceModels;
  /** `auto` unless given. */
  readonly prefer?: Preference;
  readonly memory?: ChoiceMemory;
  /** Milliseconds, of any origin. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

export interface ChosenBackend {
  /**
   * Started, with the sessions of the models loaded and warm: the next to load the same bytes gets them. Close it when
   * they are released.
   */
  readonly runtime: Runtime;
  readonly choice: BackendChoice;
}

/**
 * Milliseconds of one run of the embedder. A camera gives a frame every 33 ms: a backend that embeds in less than this
 * keeps up, and to learn that another is faster still would cost a page another 17 MB before its first answer.
 */
const fastEnough = 20;

/**
 * Starts the fastest of the backends that compute what the cards of the models say, or the one that was chosen before
 * on this device; what was chosen before is held to the cards again, and the others are not started.
 *
 * @throws Problem `backend_unavailable`, `backend_wrong`; if one is asked for by name `device_lost`, `out_of_memory`;
 *   the signal's reason
 */
export async function chooseBackend(options: ChooseBackendOptions): Promise<ChosenBackend> {
  const { candidates, prefer = "auto", memory = shortMemory() } = options;
  if (prefer !== "auto") return theAsked(prefer, options);
  const key = keyOf(options);
  const remembered = await memory.recall(key);
  const known = candidates.find(({ backend }) => backend === remembered);
  const earlier: TriedBackend[] = [];
  if (known) {
    const { tried, right } = await tryBackend(known, { ...options, isAsked: false });
    if (right) return chosen(right.runtime, [tried], "it was the best on this device before", true);
    earlier.push(tried);
  }
  const result = await theFastest(candidates.filter((candidate) => candidate !== known), earlier, options);
  await memory.remember(key, result.choice.backend);
  return result;
}

async function theAsked(backend: Candidate["backend"], options: ChooseBackendOptions): Promise<ChosenBackend> {
  const candidate = options.candidates.find((other) => other.backend === backend);
  if (!candidate) throw new Problem("backend_unavailable", `${backend} is not a backend of this platform`);
  const { tried, right, cause } = await tryBackend(candidate, { ...options, isAsked: true });
  if (right) return chosen(right.runtime, [tried], "it was asked for", false);
  if (cause instanceof Problem && (cause.code === "device_lost" || cause.code === "out_of_memory")) throw cause;
  throw noneOf([tried], cause);
}

async function theFastest(
  candidates: readonly Candidate[],
  earlier: readonly TriedBackend[],
  options: ChooseBackendOptions,
): Promise<ChosenBackend> {
  const trials: Trial[] = earlier.map((tried) => ({ tried }));
  let best: RightTrial | undefined;
  try {
    for (const candidate of candidates) {
      if (candidate.isLastResort && best) break;
      let trial = await tryBackend(candidate, { ...options, isAsked: false });
      // The last one may have nobody to be compared with.
      if (isRight(trial) && (best || hasRivals(candidate, candidates))) trial = await timed(trial, options);
      trials.push(trial);
      if (!isRight(trial)) continue;
      const loser: RightTrial | undefined = best && timeOf(best) <= timeOf(trial) ? trial : best;
      if (loser !== trial) best = trial;
      if (loser) await close(loser.right.runtime);
      if (best && timeOf(best) < fastEnough) break;
    }
  } catch (error) {
    if (best) await close(best.right.runtime);
    throw error;
  }
  const tried = trials.map((trial) => (isRight(trial) && trial !== best ? slower(trial) : trial.tried));
  if (!best) throw noneOf(tried, trials.find(({ cause }) => cause !== undefined)?.cause);
  return chosen(best.right.runtime, tried, reasonOf(tried), false);
}

/** Whether one that is right will be compared with any that comes after it. */
function hasRivals(candidate: Candidate, candidates: readonly Candidate[]): boolean {
  return candidates.slice(candidates.indexOf(candidate) + 1).some(({ isLastResort }) => !isLastResort);
}

type RightTrial = Trial & Required<Pick<Trial, "right">>;

const isRight = (trial: Trial): trial is RightTrial => trial.right !== undefined;
const timeOf = ({ tried }: Trial): number => tried.milliseconds ?? Infinity;
const slower = ({ tried }: Trial): TriedBackend => ({ ...tried, outcome: "slower" });

/** The trial with the time of the embedder; one that breaks while it is timed is none. */
async function timed(trial: RightTrial, options: ChooseBackendOptions): Promise<Trial> {
  const { models, signal, now = () => performance.now() } = options;
  const { tried, right } = trial;
  // One that is fast enough cold is so warm; to learn by how much would make the page's first picture wait.
  if (right.firstRun !== undefined && right.firstRun < fastEnough) {
    return { right, tried: { ...tried, milliseconds: right.firstRun } };
  }
  try {
    return { right, tried: { ...tried, milliseconds: await timeEmbedder(right.embedder, models.embedder.card, { now, signal }) } };
  } catch (cause) {
    await close(right.runtime);
    signal?.throwIfAborted();
    return { tried: { ...tried, outcome: "failed", words: (cause as Error).message }, cause };
  }
}

/** What broke may break again when it is freed. */
const close = async (runtime: Runtime) => void (await runtime.close?.().catch(() => {}));

function reasonOf(tried: readonly TriedBackend[]): string {
  const { milliseconds } = tried.find(({ outcome }) => outcome === "chosen")!;
  const others = tried.filter(({ outcome }) => outcome !== "chosen").map(inWords);
  const first =
    milliseconds === undefined ? "it computes what it should" : `the embedder takes ${round(milliseconds)} ms on it`;
  return [first, ...others].join("; ");
}

function inWords({ backend, outcome, milliseconds, words }: TriedBackend): string {
  if (outcome === "slower" && milliseconds !== undefined) return `${round(milliseconds)} ms on ${backend}`;
  return `${backend} is ${verdicts[outcome]}: ${words}`;
}

const verdicts = {
  chosen: "right",
  slower: "slower",
  wrong: "wrong",
  unavailable: "not there",
  failed: "broken",
} as const satisfies Record<TriedBackend["outcome"], string>;

const round = (milliseconds: number) => Number(milliseconds.toPrecision(2));

function chosen(runtime: Runtime, tried: readonly TriedBackend[], reason: string, remembered: boolean): ChosenBackend {
  return { runtime, choice: { backend: runtime.backend, runtime: runtime.name, reason, tried, remembered } };
}

function noneOf(tried: readonly TriedBackend[], cause: unknown): Problem {
  const code = tried.some(({ outcome }) => outcome === "wrong") ? "backend_wrong" : "backend_unavailable";
  const words = tried.map(inWords).join("; ") || "there is no backend to choose from";
  return new Problem(code, words, cause === undefined ? {} : { cause });
}

function keyOf({ candidates, models }: ChooseBackendOptions): string {
  const ids = [models.detector, models.landmarker, models.embedder].map(({ card }) => card.modelId);
  return [...candidates.map(({ backend }) => backend), ...ids].join(" ");
}
