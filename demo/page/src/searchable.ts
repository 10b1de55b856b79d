/** Milliseconds between looks, and how often: five seconds in all. */
const pause = 250;
const looks = 20;

/** Whether a search takes the new template in, asked until it does or it takes too long. */
export async function untilSearchable(
  read: () => Promise<{ indexed: boolean }>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    // Not being able to look is not an answer either way.
    const subject = await read().catch(() => undefined);
    if (subject?.indexed) return true;
    await new Promise((resolve) => setTimeout(resolve, pause));
    signal.throwIfAborted();
  }
  return false;
}
