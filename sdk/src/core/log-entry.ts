/** What is hashed of an audit log's entry; see `LogEntry` in the contract. */
export interface HashedEntry {
  readonly sequence: number;
  readonly at: string;
  readonly event: string;
  readonly by: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** Hex. */
  readonly previous: string;
}

/** Before the first entry. */
export const noEntry = "0".repeat(64);

/** How many entries of a subject a host keeps. The oldest go; a log that begins later still names what came before. */
export const mostLogEntries = 10_000;

/** The text whose SHA-256 is the entry's hash. JSON in one fixed order, so that any change of any field changes it. */
export function hashedText({ sequence, at, event, by, details, previous }: HashedEntry): string {
  const named = Object.entries(details).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(["likeness-log/1", sequence, at, event, by, named, previous]);
}
