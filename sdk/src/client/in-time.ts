import { Problem } from "../core/index.ts";

/**
 * Waits for something that has to come within a time: between one time and two of them after it was due.
 *
 * @param isDue whether it has to come by now; what is due stays so until it comes
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
    const tooLate = () => new Problem("unreachable", `no answer in ${milliseconds} ms`);
    // What has become due while the time ran gets one of its own.
    const begin = (wasDue: boolean) => {
      timer = setTimeout(() => (wasDue ? reject(tooLate()) : begin(isDue())), milliseconds);
    };
    const abort = () => reject(signal!.reason as Error);
    begin(isDue());
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
