/** What native code looks at while it works: not 0 once the caller wants no answer any more. */
export type Flag = Int32Array;

/**
 * Makes a call that the signal can stop: native code sees the flag within a block of work, and the call then fails with
 * the code `cancelled`.
 */
export async function cancellable<T>(
  signal: AbortSignal | undefined,
  call: (flag: Flag | undefined) => Promise<T>,
): Promise<T> {
  if (!signal) return call(undefined);
  // Shared memory cannot be detached, so it is there for as long as a thread reads it.
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const ask = () => Atomics.store(flag, 0, 1);
  if (signal.aborted) ask();
  signal.addEventListener("abort", ask, { once: true });
  try {
    return await call(flag);
  } finally {
    signal.removeEventListener("abort", ask);
  }
}
