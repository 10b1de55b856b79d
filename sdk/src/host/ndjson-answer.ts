import { linesOf, ndjsonType, type LineProblem } from "../contract/index.ts";
import type { Problem } from "../core/index.ts";
import type { Call } from "./known.ts";
import type { Streamed } from "./streamed.ts";

/** A problem where it is no answer of its own. */
export function lineProblem({ code, title, status, detail }: Problem): LineProblem {
  return { code, title, status, ...(detail !== undefined && { detail }) };
}

/**
 * Values as lines, each piece made when there is room for it: whoever reads slowly holds up the making, and nothing
 * else. It is stopped when the reader has gone before the end.
 */
export function ndjsonAnswer(
  c: Call,
  values: AsyncGenerator<readonly object[], void, undefined>,
  stream: Pick<Streamed, "stop">,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (output) => {
        for (;;) {
          const { done, value } = await values.next();
          if (done) return output.close();
          if (value.length > 0) return output.enqueue(encoder.encode(linesOf(value)));
        }
      },
      cancel: async () => {
        stream.stop();
        await values.return();
      },
    },
    { highWaterMark: 0 },
  );
  c.header("Content-Type", ndjsonType);
  return c.body(body, 200);
}
