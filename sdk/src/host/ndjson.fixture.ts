// Test support: bodies and answers of a JSON text a line.

import { ndjsonType } from "../contract/index.ts";
import { secret } from "./host.fixture.ts";

type Piece = string | Uint8Array | undefined;

/** A body of these bytes or texts, each a piece of its own; `undefined` breaks it off. */
export function streaming(
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
  headers: Record<string, string> = {},
): RequestInit {
  const all = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (stream) => {
        const { done, value } = await all.next();
        if (done) stream.close();
        else if (value === undefined) stream.error(new Error("the connection was lost"));
        else stream.enqueue(typeof value === "string" ? encoder.encode(value) : value);
      },
    },
    { highWaterMark: 0 },
  );
  const sent = { ...secret, "Content-Type": ndjsonType, ...headers };
  return { method: "POST", headers: sent, body, duplex: "half" } as RequestInit;
}

/** Every line of an answer, the last with its line feed. */
export async function linesIn(response: Response): Promise<Record<string, unknown>[]> {
  const parts = (await response.text()).split("\n");
  if (parts.pop() !== "") throw new Error("the answer does not end with a line feed");
  return parts.map((part) => JSON.parse(part) as Record<string, unknown>);
}
