import type { Consent } from "@likeness/sdk/contract";
import type { Address } from "../address.ts";
import { recall, remember } from "../storage/memory.ts";
import { hasTable, makeTable } from "../storage/tables.ts";

/** What is kept of a subject beside its templates. */
export interface SubjectRow {
  readonly address: Address;
  /** Opaque, another one after every change of the subject: for `If-Match`. */
  readonly version: string;
  /** The model it is compared by, until it has moved to a successor's. */
  readonly modelId: string;
  /** Id of the key that all of its templates are sealed with. */
  readonly dataKey: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly consent: Consent | undefined;
}

export interface SubjectRows {
  read(): SubjectRow | undefined;
  write(row: SubjectRow): void;
  erase(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS subject (only INTEGER PRIMARY KEY CHECK (only = 1), tenant TEXT NOT NULL,
    collection TEXT NOT NULL, subject TEXT NOT NULL, version TEXT NOT NULL, model_id TEXT NOT NULL,
    data_key TEXT NOT NULL, metadata TEXT NOT NULL, consent TEXT)`;

type Columns = {
  tenant: string;
  collection: string;
  subject: string;
  version: string;
  model_id: string;
  data_key: string;
  metadata: string;
  consent: string | null;
};

/** In memory. */
const name = "subject row";

/** At most one row: an object is one subject's. */
export function createSubjectRows(sql: SqlStorage): SubjectRows {
  return {
    read: () => recall(sql, name, () => readRow(sql)),

    write: (row) => {
      const { address, version, modelId, dataKey, metadata, consent } = row;
      const { tenant, collection, subject } = address;
      makeTable(sql, "subject", schema);
      sql.exec(
        `INSERT OR REPLACE INTO subject
         (only, tenant, collection, subject, version, model_id, data_key, metadata, consent)
         VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)`,
        tenant,
        collection,
        subject,
        version,
        modelId,
        dataKey,
        JSON.stringify(metadata),
        consent ? JSON.stringify(consent) : null,
      );
      remember(sql, name, row);
    },

    erase: () => {
      if (hasTable(sql, "subject")) sql.exec("DELETE FROM subject");
      remember(sql, name, undefined);
    },
  };
}

function readRow(sql: SqlStorage): SubjectRow | undefined {
  if (!hasTable(sql, "subject")) return undefined;
  const [row] = sql.exec<Columns>("SELECT * FROM subject").toArray();
  if (!row) return undefined;
  const { tenant, collection, subject, version, model_id: modelId, data_key: dataKey, metadata, consent } = row;
  return {
    address: { tenant, collection, subject },
    version,
    modelId,
    dataKey,
    metadata: JSON.parse(metadata) as Record<string, string>,
    consent: consent === null ? undefined : (JSON.parse(consent) as Consent),
  };
}
