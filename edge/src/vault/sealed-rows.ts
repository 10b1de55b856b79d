import type { EnrolledTemplateInfo } from "@likeness/sdk/contract";
import { forget, recall } from "../storage/memory.ts";
import { hasTable, makeTable } from "../storage/tables.ts";

/** A template as it rests. */
export interface SealedRow extends EnrolledTemplateInfo {
  readonly sealed: Uint8Array<ArrayBuffer>;
  /** What the device measured of the picture, 0 to 1. */
  readonly quality: number | undefined;
}

export interface SealedRows {
  add(row: SealedRow): void;
  /** All that is to be told of them, in the order they were added. */
  infos(): EnrolledTemplateInfo[];
  /** In the order they were added. */
  of(modelId: string): SealedRow[];
  drop(templateId: string): void;
  /** Drops what is of another model. */
  keepOnly(modelId: string): void;
  erase(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS templates (number INTEGER PRIMARY KEY AUTOINCREMENT, template_id TEXT NOT NULL UNIQUE,
    model_id TEXT NOT NULL, sealed BLOB NOT NULL, quality REAL, enrolled_at TEXT NOT NULL)`;

type Columns = {
  template_id: string;
  model_id: string;
  sealed: ArrayBuffer;
  quality: number | null;
  enrolled_at: string;
};

/** In memory: as they rest, sealed. */
const name = "sealed rows";

export function createSealedRows(sql: SqlStorage): SealedRows {
  const isThere = () => hasTable(sql, "templates");
  const all = () => recall(sql, name, () => (isThere() ? readRows(sql) : []));

  function change(query: string, ...values: (string | number | ArrayBuffer | null)[]): void {
    sql.exec(query, ...values);
    forget(sql, name);
  }

  return {
    add: ({ templateId, modelId, sealed, quality, enrolledAt }) => {
      makeTable(sql, "templates", schema);
      change(
        "INSERT INTO templates (template_id, model_id, sealed, quality, enrolled_at) VALUES (?, ?, ?, ?, ?)",
        templateId,
        modelId,
        sealed.buffer,
        quality ?? null,
        enrolledAt,
      );
    },

    infos: () => all().map(({ templateId, modelId, enrolledAt }) => ({ templateId, modelId, enrolledAt })),
    of: (modelId) => all().filter((row) => row.modelId === modelId),
    drop: (templateId) => change("DELETE FROM templates WHERE template_id = ?", templateId),
    keepOnly: (modelId) => change("DELETE FROM templates WHERE model_id <> ?", modelId),

    erase: () => {
      if (isThere()) change("DELETE FROM templates");
    },
  };
}

function readRows(sql: SqlStorage): SealedRow[] {
  return sql
    .exec<Columns>("SELECT * FROM templates ORDER BY number")
    .toArray()
    .map((row) => ({
      templateId: row.template_id,
      modelId: row.model_id,
      sealed: new Uint8Array(row.sealed),
      quality: row.quality ?? undefined,
      enrolledAt: row.enrolled_at,
    }));
}
