import { Problem, type BrowserLikeness } from "@likeness/sdk";
import type { LoadLikenessOptions, AskedBackend } from "./likeness.ts";
import { loadLikeness } from "./likeness.ts";
import type { createModelsStatus } from "./models-status.ts";

export interface PresentLikeness {
  /** The one in use, or being started. */
  readonly value: Promise<BrowserLikeness>;
  /** Starts another one, and ends the one before. */
  start(backend: AskedBackend): void;
}

/** One likeness at a time, with its state told. */
export function createPresentLikeness(
  status: ReturnType<typeof createModelsStatus>,
  host: Promise<LoadLikenessOptions["host"]>,
): PresentLikeness {
  let value: Promise<BrowserLikeness> = new Promise(() => {});
  let present = new AbortController();

  async function load(backend: AskedBackend, signal: AbortSignal): Promise<BrowserLikeness> {
    status.begin();
    const unlessEnded = <Args extends unknown[]>(tell: (...args: Args) => void) => {
      return (...args: Args) => {
        if (!signal.aborted) tell(...args);
      };
    };
    try {
      const loaded = await loadLikeness({
        backend,
        host: await host,
        signal,
        onProgress: unlessEnded(status.progress),
        onBackend: unlessEnded(status.runsOn),
      });
      unlessEnded(status.ready)(loaded);
      return loaded.likeness;
    } catch (error) {
      unlessEnded(status.failed)(error instanceof Problem ? error : new Problem("internal"));
      throw error;
    }
  }

  return {
    get value() {
      return value;
    },
    start: (backend) => {
      const before = value;
      present.abort();
      present = new AbortController();
      value = load(backend, present.signal);
      // Its failure is told in the status line, and again to each picture that waits for it.
      value.catch(() => {});
      before.then((likeness) => likeness.close()).catch(() => {});
    },
  };
}
