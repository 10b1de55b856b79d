import { Problem } from "../core/index.ts";
import { pause } from "../core/pause.ts";

/** How files are asked for, and for how long. */
export interface Network {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal | undefined;
  /** Tries after the first that got nothing further. */
  readonly retries: number;
  /** Milliseconds before the first retry; doubled for each next one, then varied so that clients spread. */
  readonly backoff: number;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly patience: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/** A failure that may pass: the network is gone for a moment, the server is busy. */
export class Passing extends Error {
  readonly problem: Problem;
  /** Milliseconds that the server asks to be left alone. */
  readonly wait: number;

  constructor(problem: Problem, wait = 0) {
    super(problem.message);
    this.problem = problem;
    this.wait = wait;
  }
}

/** No server is waited for longer, whatever it asks: somebody stands before the device. */
const longestWait = 30_000;

/**
 * Tries until it is done, with growing pauses. A try that got something further begins the count anew: a large file
 * over a line that breaks every second arrives nevertheless.
 *
 * @throws Problem of the last try
 */
export async function persist(network: Network, attempt: () => Promise<void>, held: () => number): Promise<void> {
  for (let tried = 0; ; tried++) {
    network.signal?.throwIfAborted();
    const before = held();
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      if (held() > before) tried = 0;
      if (tried >= network.retries) throw error.problem;
      const own = network.backoff * 2 ** tried * (0.5 + network.random());
      await pause(Math.min(Math.max(own, error.wait), longestWait), network.signal);
    }
  }
}

/** An answer that is being read. Every byte that comes renews the patience. */
export interface Answer {
  readonly response: Response;
  /** The next bytes; none at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** To be called when no more is read, also after a failure. */
  close(): Promise<void>;
}

/**
 * Asks for a URL. A status that is neither success nor 416 is a failure.
 *
 * @throws Passing, Problem `model_unavailable`, or the signal's reason
 */
export async function ask(network: Network, url: URL, init: RequestInit = {}): Promise<Answer> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), network.patience);
  const renew = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), network.patience);
  };
  const failed = (words: string, cause: unknown): Passing => {
    clearTimeout(timer);
    network.signal?.throwIfAborted();
    const why = stalled.signal.aborted ? `nothing came for ${network.patience} ms` : words;
    return new Passing(new Problem("model_unavailable", `${shownUrl(url)}: ${why}`, { cause }));
  };

  const signals = [stalled.signal, ...(network.signal ? [network.signal] : [])];
  const response = await network.fetch(url, { ...init, signal: AbortSignal.any(signals) }).catch((cause: unknown) => {
    throw failed("cannot be reached", cause);
  });
  const reader = response.body?.getReader();
  const close = async () => {
    clearTimeout(timer);
    // What is not read is not loaded either; it may have failed already.
    await reader?.cancel().catch(() => {});
  };
  if (!response.ok && response.status !== 416) {
    await close();
    throw refused(url, response);
  }
  return {
    response,
    read: async () => {
      try {
        renew();
        const { value } = (await reader?.read()) ?? {};
        return value;
      } catch (cause) {
        throw failed("the connection broke", cause);
      }
    },
    close,
  };
}

/** @throws as {@link ask} */
export async function askForText(network: Network, url: URL, init?: RequestInit): Promise<string> {
  const answer = await ask(network, url, init);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let bytes = await answer.read(); bytes; bytes = await answer.read()) {
      text += decoder.decode(bytes, { stream: true });
    }
  } finally {
    await answer.close();
  }
  return text + decoder.decode();
}

function refused(url: URL, { status, headers }: Response): Problem | Passing {
  const problem = new Problem("model_unavailable", `${shownUrl(url)}: HTTP ${status}`);
  const mayPass = status >= 500 || status === 408 || status === 429;
  return mayPass ? new Passing(problem, Number(headers.get("retry-after")) * 1000 || 0) : problem;
}

/** Without what may be a secret: an address is often signed in its query. */
export function shownUrl(url: URL): string {
  if (url.protocol === "data:" || url.protocol === "blob:") return url.protocol;
  return url.protocol === "file:" ? url.pathname : url.origin + url.pathname;
}
