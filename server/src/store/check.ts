import type { DatabaseSync } from "node:sqlite";
import { sumOfApplied, type AppliedRow } from "./applied.ts";
import { sumOfAudit, type KeptRow } from "./audits.ts";
import { assertIntact } from "./checksums.ts";
import type { Finding } from "./failures.ts";
import type { Ledger } from "./ledger.ts";
import { attempt, inTurns, pages, type Pages } from "./looking.ts";
import type { Tables } from "./people.ts";
import { all, intact } from "./rows.ts";
import { inFile } from "./soundness.ts";
import { tally, type Tally } from "./tally.ts";
import { vectorOf } from "./templates.ts";

export type { Finding };

/** How far a part has come, and what was found since the step before. */
export interface CheckStep {
  /** The file, as SQLite sees it; every row by itself; what they add up to. */
  readonly part: "file" | "rows" | "sums";
  readonly done: number;
  /** The last step of a part has `done` equal to it. It may grow. */
  readonly total: number;
  readonly findings: readonly Finding[];
}

export interface Checking {
  readonly database: DatabaseSync;
  readonly tables: Tables;
  readonly ledger: Ledger;
}

/** What was counted while it changed is counted again; after so many times in one turn. */
const mostTimes = 3;

/** See `Store.check`. */
export async function* check({ database, tables, ledger }: Checking): AsyncGenerator<CheckStep, void, undefined> {
  yield { part: "file", done: 1, total: 1, findings: [...inFile(database), ...foreignKeys(database)] };

  const found = fewRows(tables, ledger);
  const tablesToRead = manyRows(database, tables);
  let done = 0;
  let total = 1;
  found.push(...attempt(() => void (total += tablesToRead.reduce((sum, { count }) => sum + count(), 0))));
  yield { part: "rows", done, total, findings: found };
  for (const table of tablesToRead) {
    for await (const { rows, findings } of inTurns(table.look())) {
      done += rows;
      total = Math.max(total, done + 1);
      yield { part: "rows", done, total, findings };
    }
  }
  yield { part: "rows", done: total, total, findings: [] };

  for (let times = 0; times < mostTimes; times++) {
    const begun = ledger.change;
    const counts = tally(tables);
    const findings: Finding[] = [];
    done = 0;
    for await (const looked of inTurns(summed(tables, counts))) {
      findings.push(...looked.findings);
      done += looked.rows;
      yield { part: "sums", done: Math.min(done, total - 1), total, findings: [] };
      if (ledger.change !== begun) break;
    }
    if (ledger.change !== begun) continue;
    yield { part: "sums", done: total, total, findings: [...findings, ...attempt(() => counts.differences())] };
    return;
  }
  const counts = tally(tables);
  const findings = [...summed(tables, counts)].flatMap((looked) => looked.findings);
  yield { part: "sums", done: total, total, findings: [...findings, ...attempt(() => counts.differences())] };
}

function foreignKeys(database: DatabaseSync): readonly Finding[] {
  return attempt(() =>
    database
      .prepare("PRAGMA foreign_key_check")
      .all()
      .map((row) => ({ table: "file", row: undefined, what: `foreign_key_check: ${Object.values(row).join(" ")}` })),
  );
}

/** Whether each row, by itself, is what its checksum says. In one turn. */
export function everyRowIsIntact({ database, tables, ledger }: Checking): boolean {
  if (fewRows(tables, ledger).length > 0) return false;
  return manyRows(database, tables).every((table) => [...table.look()].every(({ findings }) => findings.length === 0));
}

function fewRows({ collections, spaces, fields, moves }: Tables, ledger: Ledger): Finding[] {
  return [
    ...attempt(() => collections.all().flatMap((row) => attempt(() => void intact("collections", row)))),
    ...attempt(() => spaces.all().flatMap((row) => attempt(() => void intact("spaces", row)))),
    ...attempt(() => void fields.every()),
    ...attempt(() => void moves.every()),
    ...attempt(() => ledger.verify()),
  ];
}

function manyRows(database: DatabaseSync, { templates, subjects, postings }: Tables): Pages[] {
  const audits = database.prepare("SELECT * FROM audits WHERE number > ? ORDER BY number LIMIT ?");
  const applied = database.prepare("SELECT * FROM applied WHERE subject > ? ORDER BY subject LIMIT ?");
  const count = (table: string) => () =>
    (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const idOf = ({ id }: { readonly id: number }) => id;
  return [
    pages({
      count: count("templates"),
      page: templates.every,
      first: 0,
      keyOf: idOf,
      look: (row) => vectorOf(intact("templates", row)),
    }),
    pages({
      count: count("subjects"),
      page: subjects.every,
      first: 0,
      keyOf: idOf,
      look: (row) => intact("subjects", row),
    }),
    pages({
      count: count("postings"),
      page: postings.every,
      first: 0,
      keyOf: idOf,
      look: (row) => intact("postings", row),
    }),
    pages({
      count: count("audits"),
      page: (after: number, limit) => all<KeptRow>(audits, after, limit),
      first: 0,
      keyOf: ({ number }) => number,
      look: (row) => assertIntact("audits", row.number, row.checksum, sumOfAudit(row)),
    }),
    pages({
      count: count("applied"),
      page: (after: string, limit) => all<AppliedRow>(applied, after, limit),
      first: "",
      keyOf: ({ subject }) => subject,
      look: (row) => assertIntact("applied", row.subject, row.checksum, sumOfApplied(row)),
    }),
  ];
}

function* summed({ subjects, postings }: Tables, counts: Tally) {
  const idOf = ({ id }: { readonly id: number }) => id;
  const count = () => 0;
  yield* pages({ count, page: subjects.every, first: 0, keyOf: idOf, look: counts.count }).look();
  yield* pages({ count, page: postings.every, first: 0, keyOf: idOf, look: counts.countPostings }).look();
}
