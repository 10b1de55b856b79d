import type { LineProblem } from "../contract/collection-messages.ts";
import { ndjsonType, lineSplitter, valueOf, type Line } from "../contract/ndjson.ts";
import { fromProblemBody } from "../contract/problem-body.ts";
import { Problem } from "../core/index.ts";
import { inTime } from "./in-time.ts";
import {
  beforeRetry,
  createRequests,
  parse,
  patienceOf,
  problemIn,
  type Call,
  type TransportOptions,
} from "./transport.ts";

/** Bytes: a group may have many names. What is longer is none of a host's. */
const longest = 64 * 1024 * 1024;

/** The last line of an answer in lines. */
export interface Summary {
  readonly summary: object;
  readonly problem?: LineProblem | undefined;
}


/** Whether something is to come from the host, so that waiting for it is waiting too long one day. */
type Due = () => boolean;

/** Requests that are answered in lines. */
export interface LineRequests {
  /**
   * Sends one request, once.
   *
   * @throws Problem what the host has answered instead; `unreachable`
   */
  open<Item>(method: string, path: string, call: Call, isDue?: Due): Promise<AsyncGenerator<Item, void, undefined>>;
  /** The same for what changes nothing: sent again until it is answered, and not after that. */
  read<Item>(method: string, path: string, call: Call): AsyncGenerator<Item, void, undefined>;
}

export function createLineRequests(options: TransportOptions): LineRequests {
  const prepare = createRequests(options);
  const patience = patienceOf(options);
  const { timeout } = patience;

  async function open<Item>(method: string, path: string, call: Call, isDue?: Due) {
    call.signal?.throwIfAborted();
    const accept = { Accept: `${ndjsonType}, application/problem+json` };
    const send = await prepare(method, path, call, accept);
    // Its own, to let go of what is not read to its end.
    const left = new AbortController();
    const signal = call.signal ? AbortSignal.any([call.signal, left.signal]) : left.signal;
    const wait = <Value>(work: Promise<Value>) =>
      inTime(work, timeout, call.signal, isDue).catch((cause: unknown) => {
        left.abort();
        call.signal?.throwIfAborted();
        throw cause instanceof Problem ? cause : new Problem("unreachable", undefined, { cause });
      });
    const response = await wait(send(signal));
    if (response.ok) return itemsOf<Item>(response, wait, () => left.abort());
    throw problemIn(response, parse(await wait(response.text())));
  }

  return {
    open,
    async *read<Item>(method: string, path: string, call: Call) {
      for (let tried = 0; ; tried++) {
        let items: AsyncGenerator<Item, void, undefined>;
        try {
          items = await open<Item>(method, path, call);
        } catch (problem) {
          await beforeRetry(problem, tried, patience, call.signal);
          continue;
        }
        return yield* items;
      }
    },
  };
}

/** @throws Problem the summary's; `unreachable` where the answer is cut off */
async function* itemsOf<Item>(
  { body }: Response,
  wait: <Value>(work: Promise<Value>) => Promise<Value>,
  leave: () => void,
): AsyncGenerator<Item, void, undefined> {
  const splitter = lineSplitter(longest);
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  try {
    for (let part = reader && (await wait(reader.read())); part?.value; part = await wait(reader!.read())) {
      for (const line of splitter.push(part.value)) {
        const value = readLine(line);
        if (!("summary" in value)) yield value as Item;
        else if (value.problem) throw fromProblemBody(value.problem) ?? new Problem("internal", value.problem.title);
        else return;
      }
    }
    throw new Problem("unreachable", "the answer was cut off");
  } finally {
    leave();
  }
}

/** @throws Problem `internal`: what answers is no host */
function readLine({ bytes }: Line): object | Summary {
  try {
    const value = bytes && valueOf(bytes);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Problem("internal", "the host has answered with a line that is none");
}
