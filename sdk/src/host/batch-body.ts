import { lineSplitter, type Line } from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import { lineLimitBytes, readBatchLine } from "./batch-line.ts";
import type { BatchLine } from "./collections.ts";
import type { Models } from "./models.ts";

/** How many lines are made into templates at once: what takes two milliseconds or so. */
const atOnce = 64;

/** The lines of a body, as they come. */
export interface BatchBody {
  /** Ends where nothing more will come, whatever the reason; reads no more than it is asked for. */
  readonly lines: AsyncGenerator<readonly BatchLine[], void, undefined>;
  /** How many there were: empty lines are none. */
  readonly count: () => number;
  /** Why the rest of them cannot be read, if that is so: the body breaks off. */
  readonly problem: () => Problem | undefined;
}

/** @param stop ends the reading, wherever it is */
export function batchBody(body: ReadableStream<Uint8Array>, models: Models, stop: AbortSignal): BatchBody {
  const reader = body.getReader();
  const splitter = lineSplitter(lineLimitBytes);
  let count = 0;
  let problem: Problem | undefined;

  async function next(): Promise<Uint8Array | undefined> {
    try {
      return (await reader.read()).value;
    } catch (cause) {
      // Whoever is gone before all was sent has sent less; nothing has failed on this side.
      problem = new Problem("bad_json", "the body breaks off", { cause });
      return undefined;
    }
  }

  const read = (lines: readonly Line[]): Promise<BatchLine[]> => {
    count += lines.length;
    return Promise.all(lines.map((line) => readBatchLine(line, models)));
  };

  async function* lines(): AsyncGenerator<readonly BatchLine[], void, undefined> {
    const cancel = () => void reader.cancel(stop.reason).catch(() => {});
    stop.addEventListener("abort", cancel, { once: true });
    try {
      for (let bytes = await next(); bytes && !stop.aborted; bytes = await next()) {
        for (const some of inGroups(splitter.push(bytes), atOnce)) {
          yield await read(some);
          if (stop.aborted) return;
        }
      }
      // Half a line is none, and may by chance be JSON.
      const last = problem || stop.aborted ? undefined : splitter.end();
      if (last) yield await read([last]);
    } finally {
      stop.removeEventListener("abort", cancel);
      cancel();
    }
  }

  return { lines: lines(), count: () => count, problem: () => problem };
}

function* inGroups<Item>(items: Iterable<Item>, most: number): Generator<readonly Item[]> {
  let group: Item[] = [];
  for (const item of items) {
    if (group.push(item) < most) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
