import type { SQLInputValue, StatementSync } from "node:sqlite";
import { assertIntact, checksum } from "./checksums.ts";

// SQLite's answers are typed by its columns (STRICT tables) but TypeScript cannot see them: each query names
// the row it selects, here and nowhere else. What is answered from is read as a whole row and held to its checksum.

export interface CollectionRow {
  id: number;
  tenant: string;
  name: string;
  checksum: number;
}

export interface SpaceRow {
  id: number;
  collection_id: number;
  model_id: string;
  dimension: number;
  /** Who has a template in it. */
  subjects: number;
  templates: number;
  /** Whose home it is: see `Subjects`. */
  homes: number;
  /** Over the labels of its templates. */
  digest: string;
  /** The last commit that changed it. */
  change: number;
  /** 1 once it is given up: nobody is found in it any more, and who is still in it is on the way out. */
  closing: number;
  checksum: number;
}

export interface SubjectRow {
  id: number;
  collection_id: number;
  name: string;
  metadata: string;
  space_id: number;
  templates: number;
  checksum: number;
}

export interface TemplateRow {
  id: number;
  subject_id: number;
  space_id: number;
  template_id: string;
  vector: Uint8Array;
  enrolled_at: string;
  idempotency_key: string | null;
  body_digest: string | null;
  checksum: number;
}

export interface FieldRow {
  id: number;
  collection_id: number;
  name: string;
  type: string;
  state: string;
  indexed_to: number;
  checksum: number;
}

export interface PostingRow {
  id: number;
  field_id: number;
  space_id: number;
  bucket: string | number;
  start: number;
  next: number | null;
  entries: Uint8Array;
  checksum: number;
}

export interface MoveRow {
  collection_id: number;
  from_space: number;
  to_space: number;
  started_at: string;
  checksum: number;
}

/** What a row's checksum has to be, by table. */
export const sums = {
  collections: ({ id, tenant, name }: CollectionRow) => checksum("collections", [id, tenant, name]),
  spaces: (row: SpaceRow) =>
    checksum("spaces", [
      row.id,
      row.collection_id,
      row.model_id,
      row.dimension,
      row.subjects,
      row.templates,
      row.homes,
      row.digest,
      row.change,
      row.closing,
    ]),
  subjects: (row: SubjectRow) =>
    checksum("subjects", [row.id, row.collection_id, row.name, row.metadata, row.space_id, row.templates]),
  templates: (row: TemplateRow) =>
    checksum(
      "templates",
      [
        row.id,
        row.subject_id,
        row.space_id,
        row.template_id,
        row.enrolled_at,
        row.idempotency_key,
        row.body_digest,
      ],
      row.vector,
    ),
  fields: (row: FieldRow) =>
    checksum("fields", [row.id, row.collection_id, row.name, row.type, row.state, row.indexed_to]),
  postings: (row: PostingRow) =>
    checksum("postings", [row.id, row.field_id, row.space_id, row.bucket, row.start, row.next], row.entries),
  moves: (row: MoveRow) => checksum("moves", [row.collection_id, row.from_space, row.to_space, row.started_at]),
};

interface Tables {
  collections: CollectionRow;
  spaces: SpaceRow;
  subjects: SubjectRow;
  templates: TemplateRow;
  fields: FieldRow;
  postings: PostingRow;
  moves: MoveRow;
}

/** The row itself. @throws Problem `store_damaged` */
export function intact<Table extends keyof Tables>(table: Table, row: Tables[Table]): Tables[Table] {
  const sum = sums[table] as (row: Tables[Table]) => number;
  assertIntact(table, "id" in row ? row.id : row.collection_id, row.checksum, sum(row));
  return row;
}

/** With the checksum that it has to have. */
export function sealed<Table extends keyof Tables>(table: Table, row: Omit<Tables[Table], "checksum">): Tables[Table] {
  const sum = sums[table] as (row: Tables[Table]) => number;
  const whole = { ...row, checksum: 0 } as Tables[Table];
  whole.checksum = sum(whole);
  return whole;
}

export function first<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

export function all<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as Row[];
}
