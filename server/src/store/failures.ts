import { Problem } from "@likeness/sdk/core";

// SQLite's primary result codes (https://www.sqlite.org/rescode.html) that say something about disk or file.
const [logic, ioerr, corrupt, full, cantopen, readonly, notadb] = [1, 10, 11, 13, 14, 8, 26];

/** A thing that is wrong, and where: a table and a row's number, never what is in it. */
export interface Finding {
  readonly table: string;
  readonly row: number | string | undefined;
  readonly what: string;
}

const findings = new WeakMap<Problem, Finding>();

export function damaged(table: string, row: Finding["row"], what: string): Problem {
  const problem = new Problem("store_damaged", `${table}${row === undefined ? "" : ` ${row}`}: ${what}`);
  findings.set(problem, { table, row, what });
  return problem;
}

/** Undefined for what is no damage. */
export function findingOf(error: unknown): Finding | undefined {
  const problem = asStoreProblem(error);
  if (!(problem instanceof Problem) || problem.code !== "store_damaged") return undefined;
  return findings.get(problem) ?? { table: "file", row: undefined, what: problem.message };
}

/** Whether no other change would fare better now. */
export const isStorageFailure = (error: unknown): boolean =>
  error instanceof Problem && (error.code === "storage_full" || error.code === "storage_failed");

/** What disk or file have refused, as a problem with SQLite's own words; everything else as it is. */
export function asStoreProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem || !("code" in error)) return error;
  switch (error.code) {
    case "ERR_SQLITE_ERROR":
      return ofSqlite(error, "errcode" in error ? Number(error.errcode) & 0xff : 0);
    // An integer that no release has written: node:sqlite says its value.
    case "ERR_OUT_OF_RANGE":
      return new Problem("store_damaged", "a number in the store is out of range");
    case "ENOSPC":
    case "EDQUOT":
      return new Problem("storage_full", error.message, { cause: error });
    case "EIO":
    case "EROFS":
    case "EFBIG":
      return new Problem("storage_failed", error.message, { cause: error });
    default:
      return error;
  }
}

function ofSqlite(error: Error, code: number): unknown {
  switch (code) {
    case full:
      return new Problem("storage_full", error.message, { cause: error });
    case ioerr:
    case cantopen:
    case readonly:
      return new Problem("storage_failed", error.message, { cause: error });
    case corrupt:
    case notadb:
      return new Problem("store_damaged", error.message, { cause: error });
    default:
      return error;
  }
}

/** @throws what the work throws, told by {@link asStoreProblem} */
export function told<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw asStoreProblem(error);
  }
}

/**
 * The same, of what makes a file of the present schema ready. A statement that does not fit is no mistake of ours there: it
 * fits every schema but one that is damaged.
 */
export function toldOfSchema<Result>(work: () => Result): Result {
  try {
    return told(work);
  } catch (error) {
    const isOfSqlite = error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === logic;
    throw isOfSqlite ? damaged("file", undefined, error.message) : error;
  }
}
