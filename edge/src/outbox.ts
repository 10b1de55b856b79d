import { decodeTemplate, encodeTemplate, type EncodedTemplate, type Template } from "@likeness/sdk/core";
import type { Address } from "./address.ts";

/** What the remote index has to be told, in the order it happened. */
export type Message =
  | {
      readonly kind: "enrol";
      readonly address: Address;
      readonly templateId: string;
      readonly template: Template;
      readonly metadata: Readonly<Record<string, string>> | undefined;
    }
  | { readonly kind: "erase"; readonly address: Address };

export interface Waiting {
  readonly sequence: number;
  readonly tries: number;
  readonly message: Message;
}

/**
 * Messages for the remote index, written in the transaction that they tell of. A message stays until the remote
 * has acknowledged it, or has refused it for good; a refused one stays as the reason why the subject is not
 * found there.
 */
export interface Outbox {
  put(message: Message): void;
  /** The oldest message that is still to be sent. */
  next(): Waiting | undefined;
  acknowledged(sequence: number): void;
  /** To be tried again. */
  failed(sequence: number): void;
  /** Never to be tried again. */
  refused(sequence: number, code: string): void;
  /** No message is waiting, and none was refused. */
  isClear(): boolean;
}

const schema = `
  CREATE TABLE IF NOT EXISTS outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, refused TEXT)`;

export function createOutbox(sql: SqlStorage): Outbox {
  const hasTable = () => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").toArray().length > 0;

  return {
    put: (message) => {
      sql.exec(schema);
      // Whatever was to be told before an erasure is pointless now, and holds templates that are to be gone.
      if (message.kind === "erase") sql.exec("DELETE FROM outbox");
      sql.exec("INSERT INTO outbox (message) VALUES (?)", serialise(message));
    },
    next: () => {
      if (!hasTable()) return undefined;
      const [row] = sql
        .exec<{ sequence: number; tries: number; message: string }>(
          "SELECT sequence, tries, message FROM outbox WHERE refused IS NULL ORDER BY sequence LIMIT 1",
        )
        .toArray();
      return row && { sequence: row.sequence, tries: row.tries, message: parse(row.message) };
    },
    acknowledged: (sequence) => {
      sql.exec("DELETE FROM outbox WHERE sequence = ?", sequence);
    },
    failed: (sequence) => {
      sql.exec("UPDATE outbox SET tries = tries + 1 WHERE sequence = ?", sequence);
    },
    refused: (sequence, code) => {
      sql.exec("UPDATE outbox SET refused = ? WHERE sequence = ?", code, sequence);
    },
    isClear: () => !hasTable() || sql.exec("SELECT 1 FROM outbox LIMIT 1").toArray().length === 0,
  };
}

type Stored = Omit<Extract<Message, { kind: "enrol" }>, "template"> & {
  readonly template: EncodedTemplate;
  readonly dimension: number;
};

function serialise(message: Message): string {
  if (message.kind === "erase") return JSON.stringify(message);
  const { template } = message;
  return JSON.stringify({ ...message, template: encodeTemplate(template), dimension: template.vector.length });
}

function parse(text: string): Message {
  const stored = JSON.parse(text) as Stored | Extract<Message, { kind: "erase" }>;
  if (stored.kind === "erase") return stored;
  const { dimension, template, ...rest } = stored;
  return { ...rest, template: decodeTemplate(template, dimension) };
}
