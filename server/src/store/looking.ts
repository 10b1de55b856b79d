import { setImmediate } from "node:timers/promises";
import { findingOf, type Finding } from "./failures.ts";

/** What the work finds, and the damage that ends it. @throws what is no damage */
export function attempt(work: () => readonly Finding[] | void): readonly Finding[] {
  try {
    return work() ?? [];
  } catch (error) {
    const finding = findingOf(error);
    if (!finding) throw error;
    return [finding];
  }
}

export interface Looked {
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/** Rows looked at in one turn of the event loop. */
const atOnce = 200;

/** A table in the order of its keys, some rows at a time, each looked at by itself: one that is damaged hides no other. */
export interface Pages {
  count(): number;
  look(): Generator<Looked, void, undefined>;
}

export interface PagesOptions<Row, Key> {
  readonly count: () => number;
  readonly page: (after: Key, limit: number) => Row[];
  readonly first: Key;
  readonly keyOf: (row: Row) => Key;
  /** @throws Problem `store_damaged` */
  readonly look: (row: Row) => unknown;
}

export function pages<Row, Key extends string | number>(options: PagesOptions<Row, Key>): Pages {
  const { count, page, first, keyOf, look } = options;
  return {
    count,
    look: function* () {
      for (let after = first; ; ) {
        let rows: Row[] = [];
        const unread = attempt(() => void (rows = page(after, atOnce)));
        const findings = rows.flatMap((row) => attempt(() => void look(row)));
        yield { rows: rows.length, findings: [...unread, ...findings] };
        const last = rows.at(-1);
        // A table that is in disorder may have no end.
        if (last === undefined || keyOf(last) <= after) return;
        after = keyOf(last);
      }
    },
  };
}

/** The same, a turn of the event loop each. */
export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, undefined> {
  for (const item of items) {
    yield item;
    await setImmediate();
  }
}
