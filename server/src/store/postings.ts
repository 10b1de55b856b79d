import type { DatabaseSync } from "node:sqlite";
import { assertIntact } from "./checksums.ts";
import type { BucketRange } from "./conditions.ts";
import { damaged } from "./failures.ts";
import { bucketOf, type Typed } from "./field-types.ts";
import { all, first, intact, sealed, sums, type PostingRow } from "./rows.ts";

/** A template in the list of a value. */
export interface Posting {
  readonly label: number;
  readonly subject: number;
}

/** Templates that lie in some buckets, as they lie there: not in order. Numbers are kept exactly, keywords are 0. */
export interface Postings {
  readonly labels: Float64Array;
  readonly subjects: Float64Array;
  readonly values: Float64Array;
}

/** In one row; 3.75 KB, so that row and page go together. */
const capacity = 160;

/**
 * Who has which value: for each field, space and bucket a list of templates in the order of their labels, packed into
 * rows. The first row starts at 0, and each names the start of the next, so that a row that is lost is noticed.
 * Within the transactions of the store.
 */
export interface PostingLists {
  /** What is there already stays as it is. */
  add(fieldId: number, spaceId: number, value: Typed, posting: Posting): void;
  /** What is not there is passed over. */
  remove(fieldId: number, spaceId: number, value: Typed, label: number): void;
  /** How many rows there are to read. */
  rows(fieldId: number, spaceId: number, range: BucketRange): number;
  /** @throws Problem `store_damaged` */
  read(fieldId: number, spaceId: number, ranges: readonly BucketRange[]): Postings;
  /** Rows in the order of their numbers, to be looked at. Nothing is verified. */
  every(afterId: number, limit: number): PostingRow[];
  /** Some rows of a field that is none any more. @returns whether there are more */
  dropSome(fieldId: number): boolean;
}

export function postingLists(database: DatabaseSync, assertSound: () => void): PostingLists {
  const key = "field_id = ? AND space_id = ? AND bucket = ?";
  const find = database.prepare(
    `SELECT * FROM postings WHERE ${key} AND start <= ? ORDER BY start DESC LIMIT 1`,
  );
  const findBefore = database.prepare(`SELECT * FROM postings WHERE ${key} AND start < ? ORDER BY start DESC LIMIT 1`);
  const nextId = database.prepare("SELECT coalesce(max(id), 0) + 1 AS id FROM postings");
  const insert = database.prepare("INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const update = database.prepare("UPDATE postings SET next = ?, entries = ?, checksum = ? WHERE id = ?");
  const drop = database.prepare("DELETE FROM postings WHERE id = ?");
  const dropSome = database.prepare(
    "DELETE FROM postings WHERE id IN (SELECT id FROM postings WHERE field_id = ? ORDER BY space_id LIMIT 100)",
  );
  const every = database.prepare("SELECT * FROM postings WHERE id > ? ORDER BY id LIMIT ?");
  const ranged = (columns: string, order: string) => {
    const sql = (bounds: string) =>
      database.prepare(`SELECT ${columns} FROM postings WHERE field_id = ? AND space_id = ?${bounds}${order}`);
    const [both, from, to, none] = [
      sql(" AND bucket >= ? AND bucket <= ?"),
      sql(" AND bucket >= ?"),
      sql(" AND bucket <= ?"),
      sql(""),
    ];
    for (const statement of [both, from, to, none]) statement.setReturnArrays(true);
    return (fieldId: number, spaceId: number, range: BucketRange) => {
      if (range.from !== undefined && range.to !== undefined) return both.all(fieldId, spaceId, range.from, range.to);
      if (range.from !== undefined) return from.all(fieldId, spaceId, range.from);
      if (range.to !== undefined) return to.all(fieldId, spaceId, range.to);
      return none.all(fieldId, spaceId);
    };
  };
  const select = ranged("id, bucket, start, next, entries, checksum", " ORDER BY bucket, start");
  const count = ranged("count(*)", "");

  const packed = (entries: Float64Array) => new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength);

  function add(row: Omit<PostingRow, "id" | "checksum" | "entries">, entries: Float64Array): void {
    const { id } = nextId.get() as { id: number };
    const whole = sealed("postings", { ...row, id, entries: packed(entries) });
    insert.run(id, row.field_id, row.space_id, row.bucket, row.start, row.next, whole.entries, whole.checksum);
  }

  function put(row: PostingRow, next: number | null, entries: Float64Array): void {
    const bytes = packed(entries);
    update.run(next, bytes, sums.postings({ ...row, next, entries: bytes }), row.id);
  }

  /** The row of a list where a label is, or would be. */
  function rowFor(fieldId: number, spaceId: number, bucket: Typed, label: number): PostingRow | undefined {
    const row = first<PostingRow>(find, fieldId, spaceId, bucket, label);
    if (!row) return undefined;
    intact("postings", row);
    if (row.next !== null && row.next <= label) throw damaged("postings", row.id, "the row after it is missing");
    return row;
  }

  return {
    add: (fieldId, spaceId, value, { label, subject }) => {
      const bucket = bucketOf(value);
      const entry = [label, subject, typeof value === "string" ? 0 : value];
      const row = rowFor(fieldId, spaceId, bucket, label);
      if (!row) {
        const list = { field_id: fieldId, space_id: spaceId, bucket, start: 0, next: null };
        return add(list, Float64Array.from(entry));
      }
      const entries = unpacked(row.entries);
      const at = placeOf(entries, label);
      if (entries[at] === label) return;
      const [before, after] = [entries.subarray(0, at), entries.subarray(at)];
      if (entries.length < capacity * 3) return put(row, row.next, joined(before, entry, after));
      // At its end a list grows by a row of its own; elsewhere a row is cut in two.
      if (after.length === 0) {
        put(row, label, entries);
        return add({ ...row, start: label }, Float64Array.from(entry));
      }
      const whole = joined(before, entry, after);
      const middle = 3 * (capacity >> 1);
      const [low, high] = [whole.slice(0, middle), whole.slice(middle)];
      put(row, high[0]!, low);
      add({ ...row, start: high[0]! }, high);
    },

    remove: (fieldId, spaceId, value, label) => {
      const row = rowFor(fieldId, spaceId, bucketOf(value), label);
      if (!row) return;
      const entries = unpacked(row.entries);
      const at = placeOf(entries, label);
      if (entries[at] !== label) return;
      const rest = joined(entries.subarray(0, at), [], entries.subarray(at + 3));
      if (rest.length > 0 || (row.start === 0 && row.next !== null)) return put(row, row.next, rest);
      drop.run(row.id);
      if (row.start === 0) return;
      const before = first<PostingRow>(findBefore, fieldId, spaceId, row.bucket, row.start);
      if (!before) throw damaged("postings", row.id, "the row before it is missing");
      intact("postings", before);
      // An empty first row is kept only for those behind it.
      if (before.entries.length === 0 && row.next === null) drop.run(before.id);
      else put(before, row.next, unpacked(before.entries));
    },

    rows: (fieldId, spaceId, range) => (count(fieldId, spaceId, range)[0] as unknown as [number])[0],

    read: (fieldId, spaceId, ranges) => {
      assertSound();
      const parts: Float64Array[] = [];
      for (const range of ranges) {
        let list: Typed | undefined;
        let expected: number | null = null;
        const assertEnded = () => {
          if (expected !== null) throw damaged("postings", undefined, `a row of field ${fieldId} is missing`);
        };
        for (const row of select(fieldId, spaceId, range)) {
          const [id, bucket, start, next, entries, sum] = row as unknown as RowArray;
          const whole = { id, field_id: fieldId, space_id: spaceId, bucket, start, next, entries };
          assertIntact("postings", id, sum, sums.postings({ ...whole, checksum: sum }));
          if (bucket !== list) {
            assertEnded();
            list = bucket;
            expected = 0;
          }
          if (start !== expected) throw damaged("postings", id, "a row before it is missing");
          expected = next;
          parts.push(unpacked(entries));
        }
        assertEnded();
      }
      return columnsOf(parts);
    },

    every: (afterId, limit) => all<PostingRow>(every, afterId, limit),
    dropSome: (fieldId) => Number(dropSome.run(fieldId).changes) > 0,
  };
}

type RowArray = [id: number, bucket: Typed, start: number, next: number | null, entries: Uint8Array, checksum: number];

/** Little-endian float64, as they lie in memory: `label, subject, value` each. */
export function unpacked(bytes: Uint8Array): Float64Array {
  const isAligned = bytes.byteOffset % 8 === 0;
  const { buffer, byteOffset } = isAligned ? bytes : bytes.slice();
  return new Float64Array(buffer, isAligned ? byteOffset : 0, bytes.byteLength >> 3);
}

/** Where a label is among entries, or would be. */
function placeOf(entries: Float64Array, label: number): number {
  let [low, high] = [0, entries.length / 3];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle * 3]! < label) low = middle + 1;
    else high = middle;
  }
  return low * 3;
}

function joined(before: Float64Array, entry: readonly number[], after: Float64Array): Float64Array {
  const whole = new Float64Array(before.length + entry.length + after.length);
  whole.set(before);
  whole.set(entry, before.length);
  whole.set(after, before.length + entry.length);
  return whole;
}

function columnsOf(parts: readonly Float64Array[]): Postings {
  const count = parts.reduce((sum, part) => sum + part.length / 3, 0);
  const [labels, subjects, values] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 3, at++) {
      labels[at] = part[i]!;
      subjects[at] = part[i + 1]!;
      values[at] = part[i + 2]!;
    }
  }
  return { labels, subjects, values };
}
