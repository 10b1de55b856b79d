import { goldenInput, type EmbedderCard } from "../../core/index.ts";
import type { Session } from "../../runtime/session.ts";

const runs = 5;

/**
 * Milliseconds of one run of the embedder, which takes most of the time of a picture: the median of a few.
 *
 * @param session One that has run before, so that nothing is left to be prepared.
 * @param now Milliseconds, of any origin.
 */
export async function timeEmbedder(
  session: Session,
  { input }: EmbedderCard,
  { now, signal }: { readonly now: () => number; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const { size } = input;
  const chip = { data: goldenInput({ width: size, height: size }, input), shape: [1, 3, size, size] };
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    signal?.throwIfAborted();
    const start = now();
    await session.run({ [input.tensor]: chip });
    times.push(now() - start);
  }
  return times.toSorted((a, b) => a - b)[runs >> 1]!;
}
