import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { assertSameModel, Problem, vectorFromBytes, vectorToBytes, type UnitVector } from "@likeness/sdk/core";
import type { AuditsKept } from "@likeness/sdk/contract";
import { templatesPerSubject, type Enrolment, type KeptAudits, type Page, type SignedAudit } from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import { appliedChanges } from "./applied.ts";
import { auditRows } from "./audits.ts";
import { all, first, inserted, type EnrolledRow, type SubjectRow, type TemplateRow } from "./rows.ts";
import { migrate } from "./schema.ts";
import { spaceRows } from "./spaces.ts";

export type { Address };

/** The templates of one model in a collection: what a probe of that model is searched in. */
export interface StoredSpace {
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

/** Templates that are gone from a space, by their labels. */
export interface Dropped {
  readonly spaceId: number;
  readonly labels: readonly number[];
}

export interface EnrolledTemplate {
  readonly spaceId: number;
  /** The template's number in the store, never used again: its label in the index. */
  readonly label: number;
  readonly templateId: string;
  readonly enrolledAt: string;
  /** How many templates the subject had with this one. */
  readonly templates: number;
  /** False when the idempotency key had been seen, and nothing was stored. */
  readonly isNew: boolean;
  /** What it has replaced. */
  readonly dropped: Dropped | undefined;
}

/**
 * The durable truth. Every method is synchronous and one transaction: when it returns, it is on disk
 * (`synchronous = FULL`), and when it throws, nothing has changed.
 *
 * A change may carry a number. One that is not above the last that was applied to its subject changes nothing: it was
 * applied before, or came too late.
 */
export interface Store {
  /**
   * A new subject is in the space of its template's model, whatever others of the collection are in; it moves to
   * another model's by a replacement.
   *
   * @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused`; `superseded`, unless it was applied
   *   before and its template is still there
   */
  enrol(address: Address, enrolment: Enrolment, sequence?: number): EnrolledTemplate;
  subject(address: Address): StoredSubject | undefined;
  /**
   * What is gone, or `undefined` if there was no such subject; its number counts all the same.
   *
   * @throws Problem `superseded`
   */
  erase(address: Address, sequence?: number): Dropped | undefined;
  /** Or `undefined` if there is no such subject. */
  keepAudits(address: Address, audits: readonly SignedAudit[]): AuditsKept | undefined;
  /** Or `undefined` if there is no such subject. */
  audits(address: Address, page: Page): KeptAudits | undefined;
  /** One a model; none of an empty collection. */
  spaces(tenant: string, collection: string): StoredSpace[];
  /** Everything an index of the space is made from. */
  vectors(spaceId: number): { label: number; vector: UnitVector }[];
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

  const setMetadata = database.prepare("UPDATE subjects SET metadata = ? WHERE id = ?");
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
    WHERE s.space_id = ? ORDER BY t.id`);
  const ownerOf = database.prepare(
    "SELECT s.name FROM templates t JOIN subjects s ON s.id = t.subject_id WHERE t.id = ?",
  );

  const spaces = spaceRows(database);
  const audits = auditRows(database);
  const applied = appliedChanges(database, now);

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

  /** A subject as it is to be for a template of the model: in its space, if need be moved there. */
  function inSpace(subject: SubjectRow, modelId: string, replace: boolean): SubjectRow {
    if (subject.model_id === modelId) return subject;
    if (!replace) assertSameModel(subject.model_id, modelId);
    return spaces.move(subject, modelId);
  }

  /** Drops a subject's templates, and tells which. */
  function dropTemplatesOf({ id, space_id: spaceId }: SubjectRow): Dropped {
    const labels = all<{ id: number }>(dropTemplates, id).map(({ id }) => id);
    spaces.count(spaceId, -labels.length);
    return { spaceId, labels };
  }

  /** The log still has the pages as they were: they are overwritten and it is emptied. */
  const emptyLog = () => database.exec("PRAGMA wal_checkpoint(TRUNCATE)");

  return {
    enrol: (address, enrolment, sequence) => {
      const { template, metadata, idempotency, replace } = enrolment;
      const { modelId, vector } = template;
      const enrolled = transaction(() => {
        const before = spaces.subject(address);
        const known = before && idempotency && first<EnrolledRow>(templateByKey, before.id, idempotency.key);
        if (known) {
          if (known.body_digest !== idempotency.digest) throw new Problem("idempotency_key_reused");
          const { id: label, template_id: templateId, enrolled_at: enrolledAt, nth: templates } = known;
          const { space_id: spaceId } = before;
          return { spaceId, label, templateId, enrolledAt, templates, isNew: false, dropped: undefined };
        }

        applied.apply(address, sequence);
        const dropped = before && replace ? dropTemplatesOf(before) : undefined;
        const subject = before ? inSpace(before, modelId, replace) : spaces.add(address, modelId);
        const had = first<{ n: number }>(countTemplates, subject.id)!.n;
        if (had >= templatesPerSubject) {
          throw new Problem("subject_full", `${templatesPerSubject} templates; replace them or erase the subject`);
        }
        if (metadata) setMetadata.run(JSON.stringify(metadata), subject.id);
        const templateId = randomUUID();
        const enrolledAt = now().toISOString();
        const label = inserted(
          addTemplate,
          subject.id,
          templateId,
          vectorToBytes(vector),
          enrolledAt,
          idempotency?.key ?? null,
          idempotency?.digest ?? null,
        );
        spaces.count(subject.space_id, 1);
        const { space_id: spaceId } = subject;
        return { spaceId, label, templateId, enrolledAt, templates: had + 1, isNew: true, dropped };
      });
      if (enrolled.dropped) emptyLog();
      return enrolled;
    },

    subject: (address) => {
      const subject = spaces.subject(address);
      if (!subject) return undefined;
      const rows = all<TemplateRow>(templatesOf, subject.id);
      return {
        modelId: subject.model_id,
        metadata: JSON.parse(subject.metadata) as Record<string, string>,
        templates: rows.map(({ template_id, enrolled_at, vector }) => ({
          templateId: template_id,
          enrolledAt: enrolled_at,
          vector: vectorFromBytes(vector),
        })),
      };
    },

    erase: (address, sequence) => {
      const erased = transaction(() => {
        applied.apply(address, sequence);
        const subject = spaces.subject(address);
        if (!subject) return undefined;
        const dropped = dropTemplatesOf(subject);
        audits.erase(subject.id);
        spaces.drop(subject);
        return dropped;
      });
      if (erased) emptyLog();
      return erased;
    },

    keepAudits: (address, signed) =>
      transaction(() => {
        const subject = spaces.subject(address);
        return subject && audits.keep(subject.id, signed, now().toISOString());
      }),

    audits: (address, page) => {
      const subject = spaces.subject(address);
      return subject && audits.page(subject.id, page);
    },

    spaces: (tenant, collection) =>
      spaces
        .of(tenant, collection)
        .map(({ id, model_id: modelId, subjects, templates }) => ({ id, modelId, subjects, templates })),

    vectors: (spaceId) => {
      const rows = all<Pick<TemplateRow, "id" | "vector">>(vectorsOf, spaceId);
      return rows.map(({ id, vector }) => ({ label: id, vector: vectorFromBytes(vector) }));
    },

    subjectOf: (label) => first<{ name: string }>(ownerOf, label)?.name,

    close: () => database.close(),
  };
}
