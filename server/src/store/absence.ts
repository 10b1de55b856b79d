import { damaged } from "./failures.ts";

/**
 * What is not found may be there under a key that is damaged: a search goes past it, but ends beside it, because all other
 * keys are in order. So who stands on either side of the empty place is looked at: rows that are intact, and belong there.
 *
 * @param compare below 0 where a row comes before what was asked for, 0 where it is that, above where it comes after
 * @throws Problem `store_damaged`
 */
export function assertAbsent<Row>(
  table: string,
  { before, after }: { readonly before: Row | undefined; readonly after: Row | undefined },
  compare: (row: Row) => number,
): void {
  if ((before && compare(before) >= 0) || (after && compare(after) <= 0)) {
    throw damaged(table, undefined, "what it is found by is not in order");
  }
}

/** As SQLite orders text: by its bytes in UTF-8 (https://www.sqlite.org/datatype3.html, 7). */
export const compareText = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
