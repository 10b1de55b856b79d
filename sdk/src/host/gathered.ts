/**
 * What a source gives, together: each time, all that has come since the last was taken. So a slow taker gets few large
 * pieces and a quick one many small ones, and neither waits for a piece to be full.
 *
 * @param most how many the source may be ahead; past that it is not asked until some are taken
 */
export async function* gathered<Item>(
  source: AsyncIterable<readonly Item[]>,
  most: number,
): AsyncGenerator<readonly Item[], void, undefined> {
  const now = { ready: [] as Item[], isEnded: false, isLeft: false, came: signal(), room: signal() };
  let failure: { readonly error: unknown } | undefined;

  async function fill(): Promise<void> {
    try {
      for await (const items of source) {
        now.ready.push(...items);
        now.came.raise();
        while (now.ready.length >= most && !now.isLeft) await now.room.raised;
        if (now.isLeft) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      now.isEnded = true;
      now.came.raise();
    }
  }

  // Whoever leaves does not wait for it: what the source holds it lets go of itself, and it may wait for what never
  // comes.
  void fill();
  try {
    for (;;) {
      while (now.ready.length === 0 && !now.isEnded) {
        await now.came.raised;
        now.came = signal();
      }
      const taken = now.ready;
      if (taken.length === 0) break;
      now.ready = [];
      now.room.raise();
      now.room = signal();
      yield taken;
    }
    if (failure) throw failure.error;
  } finally {
    now.isLeft = true;
    now.room.raise();
  }
}

/** Something that happens once, to be waited for. */
function signal() {
  let raise!: () => void;
  const raised = new Promise<void>((resolve) => (raise = resolve));
  return { raised, raise };
}
