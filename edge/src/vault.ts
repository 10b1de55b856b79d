import {
  assertSameModel,
  decideVerification,
  Problem,
  vectorFromBytes,
  vectorToBytes,
  type Calibration,
  type Template,
  type Verification,
} from "@likeness/sdk/core";
import type { AuditsKept, Enrolled, Erased, Subject } from "@likeness/sdk/contract";
import {
  templatesPerSubject,
  type Enrolment,
  type KeptAudits,
  type Page,
  type SignedAudit,
  type SubjectAddress,
} from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import { createAudits } from "./audits.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

/** One subject's templates, in its object's SQLite. Synchronous: nothing comes between a check and a write. */
export interface Vault {
  readonly outbox: Outbox;
  /** @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused` */
  enrol(address: Address, enrolment: Enrolment): Enrolled;
  /** @throws Problem `unknown_subject` */
  read(address: Address): Omit<Subject, "indexed">;
  /** @throws Problem `unknown_subject`, `model_mismatch` */
  verify(address: Address, calibration: Calibration, probe: Template, targetFmr: number): Verification;
  /** @throws Problem `unknown_subject` */
  erase(address: Address): Erased;
  /** @throws Problem `unknown_subject` */
  templates(address: Address): Template[];
  /** @throws Problem `unknown_subject` */
  keepAudits(address: Address, audits: readonly SignedAudit[]): AuditsKept;
  /** @throws Problem `unknown_subject` */
  audits(address: Address, page: Page): KeptAudits;
  isEmpty(): boolean;
}

/**
 * The tables are made by the first enrolment and not before: asking for names that nobody bears leaves nothing
 * behind.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS about (only INTEGER PRIMARY KEY CHECK (only = 1), model_id TEXT NOT NULL,
    metadata TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS templates (id INTEGER PRIMARY KEY AUTOINCREMENT, template_id TEXT NOT NULL UNIQUE,
    vector BLOB NOT NULL, enrolled_at TEXT NOT NULL, idempotency_key TEXT UNIQUE, body_digest TEXT);
`;

export function openVault(storage: DurableObjectStorage, now: () => Date = () => new Date()): Vault {
  const { sql } = storage;
  const outbox = createOutbox(sql);
  const audits = createAudits(sql, now);

  const hasTables = () => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'templates'").toArray().length > 0;

  const about = () => {
    if (!hasTables()) return undefined;
    const [row] = sql.exec<{ model_id: string; metadata: string }>("SELECT model_id, metadata FROM about").toArray();
    return row;
  };

  const known = ({ collection, subject }: SubjectAddress) => {
    const row = about();
    if (!row) throw new Problem("unknown_subject", `${subject} in ${collection}`);
    return row;
  };

  const templates = () => sql.exec<TemplateRow>("SELECT * FROM templates ORDER BY id").toArray();

  return {
    outbox,

    enrol: (address, { template, metadata, idempotency }) =>
      storage.transactionSync(() => {
        sql.exec(schema);
        const { modelId, vector } = template;
        const before = about();
        if (before) assertSameModel(before.model_id, modelId);
        const kept = templates();
        const { subject } = address;

        const at = idempotency ? kept.findIndex(({ idempotency_key: key }) => key === idempotency.key) : -1;
        const same = kept[at];
        if (same) {
          if (same.body_digest !== idempotency?.digest) throw new Problem("idempotency_key_reused");
          return {
            subject,
            templateId: same.template_id,
            modelId,
            enrolledAt: same.enrolled_at,
            templates: at + 1,
          };
        }
        if (kept.length >= templatesPerSubject) {
          throw new Problem("subject_full", `${templatesPerSubject} templates; erase the subject to enrol it anew`);
        }

        const templateId = crypto.randomUUID();
        const enrolledAt = now().toISOString();
        sql.exec(
          "INSERT OR REPLACE INTO about (only, model_id, metadata) VALUES (1, ?, ?)",
          modelId,
          metadata ? JSON.stringify(metadata) : (before?.metadata ?? "{}"),
        );
        sql.exec(
          `INSERT INTO templates (template_id, vector, enrolled_at, idempotency_key, body_digest)
           VALUES (?, ?, ?, ?, ?)`,
          templateId,
          vectorToBytes(vector).buffer,
          enrolledAt,
          idempotency?.key ?? null,
          idempotency?.digest ?? null,
        );
        outbox.put({ kind: "enrol", address, templateId, template, metadata });
        return { subject, templateId, modelId, enrolledAt, templates: kept.length + 1 };
      }),

    read: (address) => {
      const { model_id: modelId, metadata } = known(address);
      return {
        subject: address.subject,
        modelId,
        metadata: JSON.parse(metadata) as Record<string, string>,
        templates: templates().map(({ template_id, enrolled_at }) => ({
          templateId: template_id,
          modelId,
          enrolledAt: enrolled_at,
        })),
      };
    },

    verify: (address, calibration, probe, targetFmr) => {
      assertSameModel(known(address).model_id, probe.modelId);
      const vectors = templates().map(({ vector }) => vectorFromBytes(new Uint8Array(vector)));
      return decideVerification(calibration, probe.vector, vectors, targetFmr);
    },

    erase: (address) =>
      storage.transactionSync(() => {
        known(address);
        const count = templates().length;
        sql.exec("DELETE FROM templates");
        sql.exec("DELETE FROM about");
        audits.erase();
        outbox.put({ kind: "erase", address });
        return { subject: address.subject, templates: count };
      }),

    templates: (address) => {
      const { model_id: modelId } = known(address);
      return templates().map(({ vector }) => ({ modelId, vector: vectorFromBytes(new Uint8Array(vector)) }));
    },

    keepAudits: (address, signed) =>
      storage.transactionSync(() => {
        known(address);
        return audits.keep(signed);
      }),

    audits: (address, page) => {
      known(address);
      return audits.page(page);
    },

    isEmpty: () => about() === undefined,
  };
}

type TemplateRow = {
  template_id: string;
  vector: ArrayBuffer;
  enrolled_at: string;
  idempotency_key: string | null;
  body_digest: string | null;
};
