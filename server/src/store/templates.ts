import type { DatabaseSync } from "node:sqlite";
import { vectorFromBytes, vectorToBytes, type UnitVector } from "@likeness/sdk/core";
import { damaged } from "./failures.ts";
import { digestOf, writeDigest } from "./label-digest.ts";
import { toBigInts } from "./label-lists.ts";
import { all, first, intact, sealed, type SpaceRow, type TemplateRow } from "./rows.ts";

/** Where a template is, and nothing of what it is. */
export interface Place {
  readonly label: number;
  readonly spaceId: number;
}

export interface NewTemplate {
  readonly label: number;
  readonly subjectId: number;
  readonly spaceId: number;
  readonly templateId: string;
  readonly vector: UnitVector;
  readonly enrolledAt: string;
  readonly idempotency: { readonly key: string; readonly digest: string } | undefined;
}

/** Within the transactions of the store. What is read is verified, but for places. */
export interface Templates {
  add(template: NewTemplate): void;
  find(label: number): TemplateRow | undefined;
  /** In the order of their labels. */
  of(subjectId: number): TemplateRow[];
  byKey(subjectId: number, idempotencyKey: string): TemplateRow | undefined;
  places(subjectId: number): Place[];
  drop(label: number): void;
  /** All of a space, ascending. @throws Problem `store_damaged` if they are not those that the space counts */
  labels(space: SpaceRow): BigInt64Array;
  /** `labels.length` x dimension, NaN for those that are not there. @throws Problem `store_damaged` */
  vectors(labels: BigInt64Array, dimension: number): Float32Array;
  /** Subjects with a template in a space, some of them. */
  subjectsIn(spaceId: number, limit: number): number[];
  /** Nothing is verified. */
  every(afterLabel: number, limit: number): TemplateRow[];
}

/** Rows in one answer of the database: each is an object while it is there, and the memory for a million is not had back. */
const labelsAtOnce = 1_000;

export function templateRows(database: DatabaseSync, assertSound: () => void): Templates {
  const add = database.prepare("INSERT INTO templates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const byLabel = database.prepare("SELECT * FROM templates WHERE id = ?");
  const of = database.prepare("SELECT * FROM templates WHERE subject_id = ? ORDER BY id");
  const byKey = database.prepare("SELECT * FROM templates WHERE subject_id = ? AND idempotency_key = ?");
  const places = database.prepare("SELECT id, space_id FROM templates WHERE subject_id = ? ORDER BY id");
  const drop = database.prepare("DELETE FROM templates WHERE id = ?");
  const labels = database.prepare(`
    SELECT id FROM templates INDEXED BY templates_by_space WHERE space_id = ? AND id > ? ORDER BY id LIMIT ${labelsAtOnce}`);
  labels.setReturnArrays(true);
  const subjectsIn = database.prepare(`
    SELECT DISTINCT subject_id FROM (SELECT subject_id FROM templates WHERE space_id = ? ORDER BY id LIMIT ?)`);
  const every = database.prepare("SELECT * FROM templates WHERE id > ? ORDER BY id LIMIT ?");

  const known = (row: TemplateRow | undefined) => row && intact("templates", row);

  function find(label: number | bigint): TemplateRow | undefined {
    const row = known(first<TemplateRow>(byLabel, label));
    if (!row) assertSound();
    return row;
  }

  return {
    add: ({ label, subjectId, spaceId, templateId, vector, enrolledAt, idempotency }) => {
      const row = sealed("templates", {
        id: label,
        subject_id: subjectId,
        space_id: spaceId,
        template_id: templateId,
        vector: vectorToBytes(vector),
        enrolled_at: enrolledAt,
        idempotency_key: idempotency?.key ?? null,
        body_digest: idempotency?.digest ?? null,
      });
      const { vector: bytes, idempotency_key, body_digest, checksum } = row;
      add.run(label, subjectId, spaceId, templateId, bytes, enrolledAt, idempotency_key, body_digest, checksum);
    },

    find,
    of: (subjectId) => all<TemplateRow>(of, subjectId).map((row) => intact("templates", row)),
    byKey: (subjectId, key) => known(first<TemplateRow>(byKey, subjectId, key)),
    places: (subjectId) =>
      all<{ id: number; space_id: number }>(places, subjectId).map((row) => ({ label: row.id, spaceId: row.space_id })),
    drop: (label) => {
      drop.run(label);
    },

    labels: (space) => {
      const found = new Float64Array(space.templates);
      let count = 0;
      for (let after = -1; ; after = found[count - 1]!) {
        const rows = labels.all(space.id, after) as unknown as [number][];
        for (let i = 0; i < rows.length; i++) found[count + i] = rows[i]![0];
        count += rows.length;
        if (rows.length < labelsAtOnce || count > found.length) break;
      }
      if (count !== found.length || writeDigest(digestOf(found)) !== space.digest) {
        throw damaged("spaces", space.id, `it counts ${space.templates} templates; others, or not as many, are there`);
      }
      return toBigInts(found);
    },

    vectors: (wanted, dimension) => {
      const vectors = new Float32Array(wanted.length * dimension);
      wanted.forEach((label, i) => {
        const row = find(label);
        if (!row) vectors.fill(Number.NaN, i * dimension, (i + 1) * dimension);
        else vectors.set(vectorOf(row, dimension), i * dimension);
      });
      return vectors;
    },

    subjectsIn: (spaceId, limit) =>
      all<{ subject_id: number }>(subjectsIn, spaceId, limit).map(({ subject_id: id }) => id),
    every: (afterLabel, limit) => all<TemplateRow>(every, afterLabel, limit),
  };
}

/** @throws Problem `store_damaged` */
export function vectorOf(row: TemplateRow, dimension?: number): UnitVector {
  let vector: UnitVector;
  try {
    vector = vectorFromBytes(row.vector);
  } catch (error) {
    throw damaged("templates", row.id, (error as Error).message);
  }
  if (dimension !== undefined && vector.length !== dimension) {
    throw damaged("templates", row.id, `it has ${vector.length} values; its model has ${dimension}`);
  }
  return vector;
}
