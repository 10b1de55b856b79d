import type { LogEntry } from "../contract/messages.ts";
import { hashedText, mostLogEntries, noEntry, sha256Hex } from "../core/index.ts";
import type { LogFinding } from "./log-finding.ts";

/** Where a log ends, as its host has signed it. */
export interface SignedEnd {
  readonly sequence: number;
  readonly hash: string;
}

export interface LogChain {
  /** By rising numbers, one of each. */
  readonly entries: readonly LogEntry[];
  /** Those whose hash is the hash of what they say. */
  readonly whole: ReadonlySet<LogEntry>;
  readonly findings: readonly LogFinding[];
}

/** What is hashed, and the hash: whatever else stands in an entry, nobody has vouched for. */
const fields = ["at", "by", "details", "event", "hash", "previous", "sequence"].join();

/**
 * The entries as a chain, and where it does not hold: [LOG3].
 *
 * @param end undefined if it is not known; then what is missing at the end cannot be found
 */
export async function chainOf(exported: readonly LogEntry[], end: SignedEnd | undefined): Promise<LogChain> {
  const judged = await Promise.all(exported.map(async (entry) => ((await isWhole(entry)) ? [entry] : [])));
  const whole = new Set(judged.flat());
  const { entries, findings } = sorted(exported, whole, end);
  return { entries, whole, findings: [...findings, ...beginning(entries, whole, end), ...links(entries, whole)] };
}

async function isWhole(entry: LogEntry): Promise<boolean> {
  const { details } = entry;
  const isEntry = Object.keys(entry).toSorted().join() === fields && Object(details) === details && !Array.isArray(details);
  return isEntry && (await sha256Hex(hashedText(entry))) === entry.hash;
}

/** Sorted by number, so that one entry out of its place is one finding, and not also one that is missing. */
function sorted(exported: readonly LogEntry[], whole: ReadonlySet<LogEntry>, end: SignedEnd | undefined) {
  const findings: LogFinding[] = [];
  const byNumber = new Map<number, LogEntry[]>();
  let highest = 0;
  for (const [place, entry] of exported.entries()) {
    const { sequence } = entry;
    const same = byNumber.get(sequence);
    if (!Number.isSafeInteger(sequence) || sequence < 1) {
      findings.push({ fault: "inserted", sequence: 0, detail: `of place ${place + 1}: its number is none` });
    } else if (same) {
      same.push(entry);
      findings.push({ fault: "inserted", sequence, detail: "another entry has the same number" });
    } else {
      byNumber.set(sequence, [entry]);
      if (sequence < highest) findings.push({ fault: "reordered", sequence, detail: `it comes after ${highest}` });
      highest = Math.max(highest, sequence);
    }
  }
  const named = new Set([...exported.map(({ previous }) => previous), end?.hash]);
  const entries = [...byNumber.values()]
    // Of several with one number, the one that what comes after it was written after.
    .map((same) => same.find((one) => whole.has(one) && named.has(one.hash)) ?? same.find((one) => whole.has(one)) ?? same[0]!)
    .toSorted((a, b) => a.sequence - b.sequence);
  return { entries, findings };
}

/** The host lets the oldest go when it has more than it keeps, and none else. */
function beginning([first]: readonly LogEntry[], whole: ReadonlySet<LogEntry>, end: SignedEnd | undefined): LogFinding[] {
  if (!first) return [];
  const kept = Math.max(1, (end?.sequence ?? first.sequence) - mostLogEntries + 1);
  if (first.sequence > kept) return [missing(kept, first.sequence - 1)];
  if (first.sequence > 1 || !whole.has(first) || first.previous === noEntry) return [];
  return [{ fault: "changed", sequence: 1, detail: "it names an entry before it, and is the first" }];
}

function links(entries: readonly LogEntry[], whole: ReadonlySet<LogEntry>): LogFinding[] {
  return entries.flatMap((entry, n): LogFinding[] => {
    const { sequence } = entry;
    const findings: LogFinding[] = [];
    const before = entries[n - 1];
    if (before && before.sequence < sequence - 1) findings.push(missing(before.sequence + 1, sequence - 1));
    if (!whole.has(entry)) {
      findings.push({ fault: "changed", sequence, detail: "its hash is not the hash of what it says" });
    } else if (before?.sequence === sequence - 1 && whole.has(before) && before.hash !== entry.previous) {
      findings.push({ fault: "changed", sequence: before.sequence, detail: `${sequence} was written after another entry` });
    }
    return findings;
  });
}

export function missing(from: number, to: number): LogFinding {
  return { fault: "missing", sequence: from, detail: from === to ? "it is not there" : `${from} to ${to} are not there` };
}
