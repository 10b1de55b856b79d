import { ndjsonType, type LineProblem } from "../contract/index.ts";
import type { HostOptions } from "./host-options.ts";
import type { Call } from "./known.ts";
import { lineProblem, ndjsonAnswer } from "./ndjson-answer.ts";
import { streamed } from "./streamed.ts";

/** What makes lines of pieces. */
export interface Streaming<Piece> {
  begin(signal: AbortSignal): AsyncIterable<Piece>;
  lines(piece: Piece): readonly object[];
  /** Of all that was made into lines. */
  summary(): object;
}

/**
 * An answer as long as there are pieces. What goes wrong before the first is answered by its status; after that the
 * status has been sent, and the summary says it.
 */
export async function exported<Piece>(
  c: Call,
  { begin, lines, summary }: Streaming<Piece>,
  onFailure: HostOptions["onFailure"],
): Promise<Response> {
  const stream = streamed(c);
  const pieces = begin(stream.signal)[Symbol.asyncIterator]();
  let first: IteratorResult<Piece>;
  try {
    first = await pieces.next();
  } catch (error) {
    stream.end();
    throw error;
  }

  if (c.req.method === "HEAD") {
    // Nobody reads the lines, nor says that they will not.
    await pieces.return?.();
    stream.end();
    return c.body(null, 200, { "Content-Type": ndjsonType });
  }

  async function* answer(): AsyncGenerator<readonly object[], void, undefined> {
    let problem: LineProblem | undefined;
    try {
      for (let next = first; !next.done; next = await pieces.next()) yield lines(next.value);
      const stopped = stream.stopped();
      problem = stopped && lineProblem(stopped);
    } catch (error) {
      problem = lineProblem(stream.failed(error, onFailure));
    } finally {
      await pieces.return?.();
      stream.end();
    }
    yield [{ summary: summary(), ...(problem && { problem }) }];
  }

  return ndjsonAnswer(c, answer(), stream);
}
