import { randomUUID } from "node:crypto";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { assertSameModel, Problem, vectorFromBytes, vectorToBytes, type UnitVector } from "@likeness/sdk/core";
import type { AuditsKept } from "@likeness/sdk/contract";
import {
  templatesPerSubject,
  type Enrolment,
  type KeptAudits,
  type Page,
  type SignedAudit,
  type SubjectAddress,
} from "@likeness/sdk/host";
import { auditRows } from "./audits.ts";
import { all, first, type CollectionRow, type EnrolledRow, type SubjectRow, type TemplateRow } from "./rows.ts";
import { migrate } from "./schema.ts";

/** A subject of one tenant. */
export interface Address extends SubjectAddress {
  readonly tenant: string;
}

export interface StoredCollection {
  readonly id: number;
  readonly modelId: string;
  readonly subjects: number;
  readonly templates: number;
}

export interface StoredTemplate {
  readonly templateId: string;
  readonly enrolledAt: string;
  readonly vector: UnitVector;
}

export interface StoredSubject {
  readonly modelId: string;
  readonly metadata: Record<string, string>;
  readonly templates: readonly StoredTemplate[];
}

export interface EnrolledTemplate {
  readonly collectionId: number;
  /** The template's number in the store, never used again: its label in the index. */
  readonly label: number;
  readonly templateId: string;
  readonly enrolledAt: string;
  /** How many templates the subject had with this one. */
  readonly templates: number;
  /** False when the idempotency key had been seen, and nothing was stored. */
  readonly isNew: boolean;
}

/**
 * The durable truth. Every method is synchronous and one transaction: when it returns, it is on disk
 * (`synchronous = FULL`), and when it throws, nothing has changed.
 */
export interface Store {
  /** @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused` */
  enrol(address: Address, enrolment: Enrolment): EnrolledTemplate;
  subject(address: Address): StoredSubject | undefined;
  /** The labels of the erased templates, or `undefined` if there was no such subject. */
  erase(address: Address): { collectionId: number; labels: number[] } | undefined;
  /** Or `undefined` if there is no such subject. */
  keepAudits(address: Address, audits: readonly SignedAudit[]): AuditsKept | undefined;
  /** Or `undefined` if there is no such subject. */
  audits(address: Address, page: Page): KeptAudits | undefined;
  collection(tenant: string, name: string): StoredCollection | undefined;
  /** Everything an index of the collection is made from. */
  vectors(collectionId: number): { label: number; vector: UnitVector }[];
  /** Whose template a label is; a template erased meanwhile is nobody's. */
  subjectOf(label: number): string | undefined;
  close(): void;
}

/** @param file a path, or `:memory:` */
export function openStore(file: string, now: () => Date = () => new Date()): Store {
  const database = new DatabaseSync(file);
  try {
    // Exclusive: a second server over the same files would search an index that does not know of this one's writes.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA secure_delete = ON;
    `);
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }

  const findCollection = database.prepare("SELECT id, model_id, subjects, templates FROM collections WHERE tenant = ? AND name = ?");
  const addCollection = database.prepare("INSERT INTO collections (tenant, name, model_id) VALUES (?, ?, ?)");
  const recount = database.prepare(
    "UPDATE collections SET subjects = subjects + ?, templates = templates + ? WHERE id = ?",
  );
  const dropEmptyCollection = database.prepare("DELETE FROM collections WHERE id = ? AND subjects = 0");
  const findSubject = database.prepare("SELECT id, metadata FROM subjects WHERE collection_id = ? AND name = ?");
  const addSubject = database.prepare("INSERT INTO subjects (collection_id, name) VALUES (?, ?)");
  const setMetadata = database.prepare("UPDATE subjects SET metadata = ? WHERE id = ?");
  const dropSubject = database.prepare("DELETE FROM subjects WHERE id = ?");
  const templatesOf = database.prepare(
    "SELECT id, template_id, vector, enrolled_at FROM templates WHERE subject_id = ? ORDER BY id",
  );
  const templateByKey = database.prepare(`
    SELECT id, template_id, enrolled_at, body_digest,
           (SELECT count(*) FROM templates o WHERE o.subject_id = t.subject_id AND o.id <= t.id) AS nth
    FROM templates t WHERE subject_id = ? AND idempotency_key = ?`);
  const countTemplates = database.prepare("SELECT count(*) AS n FROM templates WHERE subject_id = ?");
  const addTemplate = database.prepare(`
    INSERT INTO templates (subject_id, template_id, vector, enrolled_at, idempotency_key, body_digest)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const dropTemplates = database.prepare("DELETE FROM templates WHERE subject_id = ? RETURNING id");
  const vectorsOf = database.prepare(`
    SELECT t.id, t.vector FROM templates t JOIN subjects s ON s.id = t.subject_id
    WHERE s.collection_id = ? ORDER BY t.id`);
  const ownerOf = database.prepare(
    "SELECT s.name FROM templates t JOIN subjects s ON s.id = t.subject_id WHERE t.id = ?",
  );

  const audits = auditRows(database);

  function transaction<Result>(work: () => Result): Result {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  const collectionRow = (tenant: string, name: string) => first<CollectionRow>(findCollection, tenant, name);
  const subjectRow = (collectionId: number, name: string) => first<SubjectRow>(findSubject, collectionId, name);

  const subjectIdOf = ({ tenant, collection: name, subject }: Address) => {
    const collection = collectionRow(tenant, name);
    return collection && subjectRow(collection.id, subject)?.id;
  };

  /** The collection's id, made if it is new; bound to one model either way. */
  function collectionFor(tenant: string, name: string, modelId: string): number {
    const row = collectionRow(tenant, name);
    if (row) assertSameModel(row.model_id, modelId);
    return row?.id ?? inserted(addCollection, tenant, name, modelId);
  }

  return {
    enrol: ({ tenant, collection: name, subject: subjectName }, { template, metadata, idempotency }) =>
      transaction(() => {
        const { modelId, vector } = template;
        const collectionId = collectionFor(tenant, name, modelId);
        const subjectId = subjectRow(collectionId, subjectName)?.id ?? inserted(addSubject, collectionId, subjectName);

        const known = idempotency && first<EnrolledRow>(templateByKey, subjectId, idempotency.key);
        if (known) {
          if (known.body_digest !== idempotency.digest) throw new Problem("idempotency_key_reused");
          const { id: label, template_id: templateId, enrolled_at: enrolledAt, nth: templates } = known;
          return { collectionId, label, templateId, enrolledAt, templates, isNew: false };
        }

        const had = first<{ n: number }>(countTemplates, subjectId)!.n;
        if (had >= templatesPerSubject) {
          throw new Problem("subject_full", `${templatesPerSubject} templates; erase the subject to enrol it anew`);
        }
        if (metadata) setMetadata.run(JSON.stringify(metadata), subjectId);
        const templateId = randomUUID();
        const enrolledAt = now().toISOString();
        const label = inserted(
          addTemplate,
          subjectId,
          templateId,
          vectorToBytes(vector),
          enrolledAt,
          idempotency?.key ?? null,
          idempotency?.digest ?? null,
        );
        recount.run(had === 0 ? 1 : 0, 1, collectionId);
        return { collectionId, label, templateId, enrolledAt, templates: had + 1, isNew: true };
      }),

    subject: ({ tenant, collection: name, subject: subjectName }) => {
      const collection = collectionRow(tenant, name);
      const subject = collection && subjectRow(collection.id, subjectName);
      if (!subject) return undefined;
      const rows = all<TemplateRow>(templatesOf, subject.id);
      return {
        modelId: collection.model_id,
        metadata: JSON.parse(subject.metadata) as Record<string, string>,
        templates: rows.map(({ template_id, enrolled_at, vector }) => ({
          templateId: template_id,
          enrolledAt: enrolled_at,
          vector: vectorFromBytes(vector),
        })),
      };
    },

    erase: ({ tenant, collection: name, subject: subjectName }) => {
      const erased = transaction(() => {
        const collection = collectionRow(tenant, name);
        const subject = collection && subjectRow(collection.id, subjectName);
        if (!subject) return undefined;
        const rows = all<{ id: number }>(dropTemplates, subject.id);
        audits.erase(subject.id);
        dropSubject.run(subject.id);
        recount.run(-1, -rows.length, collection.id);
        // An empty collection is bound to no model.
        dropEmptyCollection.run(collection.id);
        return { collectionId: collection.id, labels: rows.map(({ id }) => id) };
      });
      // The log still has the pages as they were: they are overwritten and it is emptied.
      if (erased) database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      return erased;
    },

    keepAudits: (address, signed) =>
      transaction(() => {
        const subjectId = subjectIdOf(address);
        return subjectId === undefined ? undefined : audits.keep(subjectId, signed, now().toISOString());
      }),

    audits: (address, page) => {
      const subjectId = subjectIdOf(address);
      return subjectId === undefined ? undefined : audits.page(subjectId, page);
    },

    collection: (tenant, name) => {
      const row = collectionRow(tenant, name);
      return row && { id: row.id, modelId: row.model_id, subjects: row.subjects, templates: row.templates };
    },

    vectors: (collectionId) => {
      const rows = all<Pick<TemplateRow, "id" | "vector">>(vectorsOf, collectionId);
      return rows.map(({ id, vector }) => ({ label: id, vector: vectorFromBytes(vector) }));
    },

    subjectOf: (label) => first<{ name: string }>(ownerOf, label)?.name,

    close: () => database.close(),
  };
}

/** Runs an INSERT and gives the new row's id. */
function inserted(statement: StatementSync, ...values: SQLInputValue[]): number {
  return Number(statement.run(...values).lastInsertRowid);
}
