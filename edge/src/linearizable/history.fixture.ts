// Test support: histories of calls that overlap, and whether they could have been made one after another.

/** A call that was made of an object: what was asked, what was answered, and when, by one counter. */
export interface Made<Asked, Answer> {
  readonly asked: Asked;
  readonly answer: Answer;
  readonly begun: number;
  readonly ended: number;
}

/** What a call does to a sequential model; nothing, if it could not have been answered so in that state. */
export type Model<State, Asked, Answer> = (state: State, asked: Asked, answer: Answer) => State | undefined;

/**
 * An order in which the calls, one after another, would have been answered as they were, each at some moment between
 * its beginning and its end (Herlihy and Wing 1990; the search is Wing and Gong's, 1993, which forgets no state it has
 * seen, as Lowe's, 2017).
 *
 * @returns undefined if there is none
 */
export function linearized<State, Asked, Answer>(
  history: readonly Made<Asked, Answer>[],
  initial: State,
  model: Model<State, Asked, Answer>,
): readonly Made<Asked, Answer>[] | undefined {
  const seen = new Set<string>();

  function search(left: readonly Made<Asked, Answer>[], state: State): readonly Made<Asked, Answer>[] | undefined {
    if (left.length === 0) return [];
    const key = JSON.stringify([left.map(({ begun }) => begun), state]);
    if (seen.has(key)) return undefined;
    seen.add(key);
    const firstEnd = Math.min(...left.map(({ ended }) => ended));
    for (const call of left) {
      // Another had ended before this one began: it comes after.
      if (call.begun > firstEnd) continue;
      const next = model(state, call.asked, call.answer);
      if (next === undefined) continue;
      const rest = search(
        left.filter((other) => other !== call),
        next,
      );
      if (rest) return [call, ...rest];
    }
    return undefined;
  }

  return search(history, initial);
}
