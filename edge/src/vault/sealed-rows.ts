import type { EnrolledTemplateInfo } from "@likeness/sdk/contract";
import { hasTable, makeTable } from "../tables.ts";

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

export function createSealedRows(sql: SqlStorage): SealedRows {
  const isThere = () => hasTable(sql, "templates");

  return {
    add: ({ templateId, modelId, sealed, quality, enrolledAt }) => {
      makeTable(sql, "templates", schema);
      sql.exec(
        "INSERT INTO templates (template_id, model_id, sealed, quality, enrolled_at) VALUES (?, ?, ?, ?, ?)",
        templateId,
        modelId,
        sealed.buffer,
        quality ?? null,
        enrolledAt,
      );
    },

    infos: () => {
      if (!isThere()) return [];
      const rows = sql.exec<Omit<Columns, "sealed" | "quality">>(
        "SELECT template_id, model_id, enrolled_at FROM templates ORDER BY number",
      );
      return rows
        .toArray()
        .map((row) => ({ templateId: row.template_id, modelId: row.model_id, enrolledAt: row.enrolled_at }));
    },

    of: (modelId) => {
      if (!isThere()) return [];
      return sql
        .exec<Columns>("SELECT * FROM templates WHERE model_id = ? ORDER BY number", modelId)
        .toArray()
        .map((row) => ({
          templateId: row.template_id,
          modelId: row.model_id,
          sealed: new Uint8Array(row.sealed),
          quality: row.quality ?? undefined,
          enrolledAt: row.enrolled_at,
        }));
    },

    drop: (templateId) => {
      sql.exec("DELETE FROM templates WHERE template_id = ?", templateId);
    },

    keepOnly: (modelId) => {
      sql.exec("DELETE FROM templates WHERE model_id <> ?", modelId);
    },

    erase: () => {
      if (isThere()) sql.exec("DELETE FROM templates");
    },
  };
}
