import type { HostKeys, LogEntry, SubjectAddress } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import { logHeadFormat, logHeadType, type LogHeadClaims } from "../device/log-head.ts";
import { chainOf, missing, type LogChain } from "./log-chain.ts";
import type { LogFinding } from "./log-finding.ts";
import { signedByHost } from "./signed-by-host.ts";

/** A subject's whole log, as it was at one time. */
export interface LogSnapshot {
  readonly entries: readonly LogEntry[];
  /** Of the page that was read last. */
  readonly head: string;
}

export interface LogVerificationOptions {
  /** Whose log it has to be. */
  readonly address?: SubjectAddress | undefined;
  /** The same log at an earlier time: what was in it then has to be in it now, as it was. */
  readonly since?: LogSnapshot | undefined;
}

/**
 * Looks for what was changed, left out or put in: [LOG3]. The hashes hold the entries together, the signed head holds
 * their end. Only an earlier export, or a receipt, shows what the host itself has rewritten.
 *
 * @param hostKeys of `GET /v1/keys`, got from the host itself and not from whoever shows the log
 * @returns what was found, by number; nothing if the log is right
 * @throws Problem `receipt_invalid` if the earlier export is not right itself
 */
export async function verifyLog(
  entries: readonly LogEntry[],
  head: string,
  hostKeys: HostKeys,
  { address, since }: LogVerificationOptions = {},
): Promise<LogFinding[]> {
  const read = await readHead(head, hostKeys, address);
  const end = read instanceof Problem ? undefined : read;
  const chain = await chainOf(entries, end);
  const findings = [...chain.findings, ...(read instanceof Problem ? [wrongHead(chain, read.message)] : ending(chain, read))];
  if (since) findings.push(...(await changesSince(since, chain, end, hostKeys)));
  return findings.toSorted((a, b) => a.sequence - b.sequence);
}

/** Returned and not thrown: a head that is not right is something found. */
async function readHead(head: string, hostKeys: HostKeys, address?: SubjectAddress): Promise<LogHeadClaims | Problem> {
  try {
    const claims = await signedByHost<LogHeadClaims>(head, logHeadType, logHeadFormat, hostKeys);
    const isOwn = !address || (claims.collection === address.collection && claims.subject === address.subject);
    return isOwn ? claims : new Problem("receipt_invalid", `it is of ${claims.subject} in ${claims.collection}`);
  } catch (problem) {
    if (problem instanceof Problem) return problem;
    throw problem;
  }
}

function ending(chain: LogChain, end: LogHeadClaims): LogFinding[] {
  const last = chain.entries.at(-1);
  const reached = last?.sequence ?? 0;
  if (reached < end.sequence) return [missing(reached + 1, end.sequence)];
  if (reached > end.sequence) {
    return [{ fault: "inserted", sequence: end.sequence + 1, detail: `the head ends with ${end.sequence}` }];
  }
  // Of an entry that is changed in itself it was said already.
  const isOther = last && chain.whole.has(last) && last.hash !== end.hash;
  return isOther ? [wrongHead(chain, "it was signed over other entries")] : [];
}

async function changesSince(
  earlier: LogSnapshot,
  { entries, whole }: LogChain,
  end: LogHeadClaims | undefined,
  hostKeys: HostKeys,
): Promise<LogFinding[]> {
  const [fault] = await verifyLog(earlier.entries, earlier.head, hostKeys);
  if (fault) throw new Problem("receipt_invalid", `the earlier export is not right itself: ${fault.fault} ${fault.sequence}`);
  const then = await signedByHost<LogHeadClaims>(earlier.head, logHeadType, logHeadFormat, hostKeys);

  if (end && (["tenant", "collection", "subject"] as const).some((name) => end[name] !== then[name])) {
    return [wrongHead({ entries }, `the earlier export is of ${then.subject} in ${then.collection}`)];
  }
  const now = new Map(entries.map((entry) => [entry.sequence, entry]));
  const other = earlier.entries.find(({ sequence, hash }) => now.has(sequence) && now.get(sequence)!.hash !== hash);
  if (other) return [{ fault: "rewritten", sequence: other.sequence, detail: "the earlier export has another entry there" }];

  const reached = end?.sequence ?? entries.at(-1)?.sequence ?? 0;
  if (reached < then.sequence) {
    return [{ fault: "rewritten", sequence: reached + 1, detail: `the earlier export goes on to ${then.sequence}` }];
  }
  const first = entries[0];
  if (!first || first.sequence <= then.sequence) return [];
  // What the host let go of meanwhile is in neither.
  if (first.sequence > then.sequence + 1) return [missing(then.sequence + 1, first.sequence - 1)];
  if (!whole.has(first) || first.previous === then.hash) return [];
  return [{ fault: "rewritten", sequence: then.sequence, detail: `${first.sequence} was written after another entry` }];
}

function wrongHead({ entries }: Pick<LogChain, "entries">, detail: string): LogFinding {
  return { fault: "wrong_head", sequence: entries.at(-1)?.sequence ?? 0, detail };
}
