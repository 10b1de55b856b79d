import type { DatabaseSync } from "node:sqlite";
import type { Fields, FieldType } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { typed, type Typed } from "./field-types.ts";
import { all, intact, sealed, type FieldRow } from "./rows.ts";

/**
 * `indexing`: values are held to its type and new ones are in its lists, but not yet all that were there.
 * `dropping`: it is none any more, and its lists are on the way out.
 */
export type FieldState = "ready" | "indexing" | "dropping";

/** The fields of metadata that collections declare. Within the transactions of the store. */
export interface FieldRows {
  /** With those that are being indexed. */
  of(collectionId: number): readonly FieldRow[];
  /** Those that may be asked for, by their names. */
  ready(collectionId: number): ReadonlyMap<string, FieldRow>;
  /** In whatever state. */
  everyOf(collectionId: number): FieldRow[];
  every(): FieldRow[];
  add(collectionId: number, name: string, type: FieldType, state: FieldState): void;
  /** @param indexedTo the last subject whose values are in the lists, while it is being indexed */
  set(field: FieldRow, state: FieldState, indexedTo: number): void;
  drop(field: FieldRow): void;
  /** What was read is to be read again. */
  forget(): void;
}

export function fieldRows(database: DatabaseSync): FieldRows {
  const list = database.prepare("SELECT * FROM fields WHERE collection_id = ? ORDER BY id");
  const listAll = database.prepare("SELECT * FROM fields ORDER BY id");
  const nextId = database.prepare("SELECT coalesce(max(id), 0) + 1 AS id FROM fields");
  const add = database.prepare("INSERT INTO fields VALUES (?, ?, ?, ?, ?, ?, ?)");
  const update = database.prepare("UPDATE fields SET state = ?, indexed_to = ?, checksum = ? WHERE id = ?");
  const drop = database.prepare("DELETE FROM fields WHERE id = ?");
  /** Every enrolment asks. */
  const known = new Map<number, readonly FieldRow[]>();

  const everyOf = (collectionId: number) =>
    all<FieldRow>(list, collectionId).map((row) => intact("fields", row));

  function of(collectionId: number): readonly FieldRow[] {
    let fields = known.get(collectionId);
    if (!fields) {
      fields = everyOf(collectionId).filter(({ state }) => state !== "dropping");
      if (known.size >= 10_000) known.clear();
      known.set(collectionId, fields);
    }
    return fields;
  }

  return {
    of,
    ready: (collectionId) =>
      new Map(of(collectionId).flatMap((field) => (field.state === "ready" ? [[field.name, field] as const] : []))),
    everyOf,
    every: () => all<FieldRow>(listAll).map((row) => intact("fields", row)),
    add: (collectionId, name, type, state) => {
      const { id } = nextId.get() as { id: number };
      const row = sealed("fields", { id, collection_id: collectionId, name, type, state, indexed_to: 0 });
      add.run(id, collectionId, name, type, state, 0, row.checksum);
      known.delete(collectionId);
    },
    set: (field, state, indexedTo) => {
      const { checksum } = sealed("fields", { ...field, state, indexed_to: indexedTo });
      update.run(state, indexedTo, checksum, field.id);
      known.delete(field.collection_id);
    },
    drop: (field) => {
      drop.run(field.id);
      known.delete(field.collection_id);
    },
    forget: () => known.clear(),
  };
}

/** What a subject that is there has in a field; undefined where it has nothing that is of its type. */
export const storedValue = (field: FieldRow, metadata: Readonly<Record<string, string>>): Typed | undefined =>
  Object.hasOwn(metadata, field.name) ? typed(field.type as FieldType, metadata[field.name]!) : undefined;

/** A subject's value in a field; undefined where it has none. @throws Problem `invalid_request` for one of another type */
export function valueIn(field: FieldRow, metadata: Readonly<Record<string, string>>): Typed | undefined {
  const value = storedValue(field, metadata);
  if (value === undefined && Object.hasOwn(metadata, field.name)) {
    throw new Problem("invalid_request", `metadata.${field.name}: it is no ${field.type}`);
  }
  return value;
}

export const asFields = (rows: Iterable<FieldRow>): Fields =>
  Object.fromEntries(Array.from(rows, ({ name, type }) => [name, type as FieldType]));
