/** A line that is to be sent. */
export interface OutgoingLine {
  /** Its place among the caller's, from 1. */
  readonly line: number;
  readonly subject: string;
  /** JSON, with its line feed. */
  readonly text: string;
}

export type Lines<Item> = Iterable<Item> | AsyncIterable<Item>;

/** How far sending may be ahead of the answers. */
export interface Window {
  readonly lines: number;
  /** Characters. */
  readonly length: number;
}

/** Milliseconds that a line is waited for while others could be sent. */
const soon = 5;

/**
 * The caller's lines on their way: taken as they are wanted, kept until they are answered, so that they can be sent
 * again.
 */
export interface OutgoingLines {
  /** Whether there are none left: all are answered. What went wrong with the caller's own is thrown. */
  isDone(): boolean;
  /** Whether the host has something to answer. */
  isDue(): boolean;
  /**
   * Begins an attempt: what is not answered is to be sent, again if it was; what an attempt before asks for is nothing.
   */
  restart(): void;
  /**
   * What is to be sent next: waits for one line, and takes with it what follows soon. Empty: nothing will come any
   * more.
   *
   * @param isWaiting for room as well, where the window is full; else nothing comes then
   */
  next(isWaiting: boolean): Promise<string>;
  /** The oldest that was sent and is not answered. */
  answered(): OutgoingLine | undefined;
  /** Lets go of the caller's lines. */
  close(): void;
}

/**
 * @param write one of the caller's
 * @param most characters at once
 */
export function outgoingLines<Item>(
  items: Lines<Item>,
  write: (item: Item) => Omit<OutgoingLine, "line">,
  window: Window,
  most: number,
): OutgoingLines {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const unanswered: OutgoingLine[] = [];
  const now = { sent: 0, length: 0, unsent: 0, isEnded: false, attempt: 0 };
  let taken = 0;
  let failure: { readonly error: unknown } | undefined;
  /** Asked for, and not there yet. */
  let coming: Promise<void> | undefined;
  let roomed = () => {};

  const isFull = () => unanswered.length >= window.lines || now.length >= window.length;

  function keep(result: IteratorResult<Item, unknown>): void {
    if (result.done) {
      now.isEnded = true;
      return;
    }
    const line = { line: (taken += 1), ...write(result.value) };
    unanswered.push(line);
    now.length += line.text.length;
    now.unsent += line.text.length;
  }

  /** Takes one: at once, or by a promise that is fulfilled when it is there. */
  function take(): Promise<void> | undefined {
    const fail = (error: unknown) => {
      failure = { error };
      now.isEnded = true;
    };
    try {
      const next = source.next();
      if (!("then" in next)) return void keep(next);
      return next
        .then(keep)
        .catch(fail)
        .then(() => {
          coming = undefined;
        });
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  /** Takes what there is, and waits for the first. */
  async function fill(): Promise<void> {
    while (!now.isEnded && !isFull() && now.unsent < most) {
      coming ??= take();
      if (!coming) continue;
      const isThere = coming.then(() => true);
      if (now.unsent > 0 && !(await Promise.race([isThere, after(soon)]))) return;
      await isThere;
    }
  }

  function unsent(): string {
    let text = "";
    while (now.sent < unanswered.length && text.length < most) text += unanswered[now.sent++]!.text;
    now.unsent -= text.length;
    return text;
  }

  return {
    isDone: () => {
      if (unanswered.length > 0 || !now.isEnded) return false;
      if (failure) throw failure.error;
      return true;
    },
    isDue: () => now.sent > 0,
    restart: () => {
      now.sent = 0;
      now.unsent = now.length;
      now.attempt += 1;
      roomed();
    },
    next: async (isWaiting) => {
      const { attempt } = now;
      for (;;) {
        await fill();
        // Whoever still sends for an attempt that has failed is not to take what the next one sends.
        if (attempt !== now.attempt) return "";
        const text = unsent();
        if (text !== "" || now.isEnded || !isWaiting) return text;
        await new Promise<void>((resolve) => (roomed = resolve));
      }
    },
    answered: () => {
      if (now.sent === 0) return undefined;
      const line = unanswered.shift()!;
      now.sent -= 1;
      now.length -= line.text.length;
      roomed();
      return line;
    },
    close: () => {
      now.isEnded = true;
      roomed();
      // One that waits for what never comes is not waited for.
      void (async () => source.return?.())().catch(() => {});
    },
  };
}

function after(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));
}
