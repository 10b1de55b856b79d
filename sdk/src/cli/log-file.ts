import { readFile } from "node:fs/promises";
import type { LogEntry, SubjectAddress } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import type { LogSnapshot } from "../backend/index.ts";

export const logFileFormat = "likeness-log-export/1";

/** A subject's log as it was exported; its head is the checksum of all of it. */
export interface LogFile extends LogSnapshot, SubjectAddress {
  readonly format: typeof logFileFormat;
  /** Of the host that it comes from. */
  readonly endpoint: string;
}

/**
 * Whether its entries are right is `verifyLog`'s to say.
 *
 * @throws Problem `receipt_invalid` for what is no exported log
 */
export async function readLogFile(file: string): Promise<LogFile> {
  const read = parsed(await readFile(file, "utf8"));
  const { format, endpoint, collection, subject, head, entries } = Object(read) as Partial<LogFile>;
  if (format !== logFileFormat) throw new Problem("receipt_invalid", `${file} is no exported log of the format ${logFileFormat}`);
  const isRight =
    URL.canParse(endpoint ?? "") &&
    isName(collection) &&
    isName(subject) &&
    typeof head === "string" &&
    Array.isArray(entries) &&
    entries.every((entry: LogEntry | null) => typeof entry === "object" && entry !== null);
  if (!isRight) throw new Problem("receipt_invalid", `${file} lacks some of what an exported log has`);
  return read as LogFile;
}

/** As the contract has it; what is no name is not printed either, where it could move a terminal's cursor. */
const isName = (text: unknown) => typeof text === "string" && /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/.test(text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
