import type { Enrolled } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import type { Idempotency } from "@likeness/sdk/host";
import { hasTable, makeTable } from "../storage/tables.ts";

/** What enrolments under an idempotency key were answered, whatever became of their templates since. */
export interface FirstAnswers {
  /**
   * @throws Problem `idempotency_key_reused` if it was the key of another body, `superseded` if the subject was erased
   *   since: who asks again late is not to bring it back
   */
  to(idempotency: Idempotency | undefined): Enrolled | undefined;
  keep(idempotency: Idempotency | undefined, answer: Enrolled): void;
  /** Of what was answered nothing is left; which keys were used is known until the object is emptied. */
  erase(): void;
}

/** As many are kept: who asks again does so soon, and what is kept of a subject is to have an end. */
const answersKept = 64;

const schema = `
  CREATE TABLE IF NOT EXISTS first_answers (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
    digest TEXT, answer TEXT)`;

export function createFirstAnswers(sql: SqlStorage): FirstAnswers {
  const isThere = () => hasTable(sql, "first_answers");

  return {
    to: (idempotency) => {
      if (!idempotency || !isThere()) return undefined;
      const [row] = sql
        .exec<{ digest: string | null; answer: string | null }>(
          "SELECT digest, answer FROM first_answers WHERE key = ?",
          idempotency.key,
        )
        .toArray();
      if (!row) return undefined;
      if (row.answer === null) throw new Problem("superseded", "the subject was erased since");
      if (row.digest !== idempotency.digest) throw new Problem("idempotency_key_reused");
      return JSON.parse(row.answer) as Enrolled;
    },

    keep: (idempotency, answer) => {
      if (!idempotency) return;
      makeTable(sql, "first_answers", schema);
      sql.exec(
        "INSERT INTO first_answers (key, digest, answer) VALUES (?, ?, ?)",
        idempotency.key,
        idempotency.digest,
        JSON.stringify(answer),
      );
      sql.exec("DELETE FROM first_answers WHERE number <= (SELECT MAX(number) FROM first_answers) - ?", answersKept);
    },

    erase: () => {
      if (isThere()) sql.exec("UPDATE first_answers SET digest = NULL, answer = NULL");
    },
  };
}
