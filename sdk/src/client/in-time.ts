import { Problem } from "../core/index.ts";

/**
 * Waits for something that has to come within a time.
 *
 * @param milliseconds begun anew while nothing is due
 * @throws Problem `unreachable`; the signal's reason, at once
 */
export async function inTime<Value>(
  work: Promise<Value>,
  milliseconds: number,
  signal: AbortSignal | undefined,
  isDue: () => boolean = () => true,
): Promise<Value> {
  signal?.throwIfAborted();
  const ends: (() => void)[] = [];
  const late = new Promise<never>((_, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const begin = () => (timer = setTimeout(() => (isDue() ? reject(tooLate()) : begin()), milliseconds));
    const tooLate = () => new Problem("unreachable", `no answer in ${milliseconds} ms`);
    const abort = () => reject(signal!.reason as Error);
    begin();
    signal?.addEventListener("abort", abort, { once: true });
    ends.push(
      () => clearTimeout(timer),
      () => signal?.removeEventListener("abort", abort),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    for (const end of ends) end();
  }
}
