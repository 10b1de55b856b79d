import { parseArgs } from "node:util";
import { verifyLog } from "../backend/index.ts";
import type { LogEntry } from "../contract/messages.ts";
import { Misuse, type Command } from "./command.ts";
import { row } from "./finding.ts";
import { hostKeys, hostKeysHelp } from "./host-keys.ts";
import { readLogFile } from "./log-file.ts";

/** `likeness log verify` */
export const logVerify: Command = {
  help: `likeness log verify FILE --keys WHERE [--since EARLIER]

Looks in an exported audit log for entries that were changed, left out or put in, and
whether the host has signed its end. Exits with 0 if all is right, with 1 if not.

${hostKeysHelp}
  --since FILE  an earlier export of the same log: shows what the host itself has rewritten.
                An erasure begins a new log; its receipt has the end of the old one`,

  run: async (given, output) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { keys: { type: "string" }, since: { type: "string" } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new Misuse("one exported log is needed");
    // Those of the host that the file names would be its forger's.
    if (values.keys === undefined) throw new Misuse("--keys is needed: a log does not say whose keys count");
    const { entries, head, collection, subject } = await readLogFile(file);
    const since = values.since === undefined ? undefined : await readLogFile(values.since);
    const keys = await hostKeys(values.keys);
    const findings = await verifyLog(entries, head, keys, { address: { collection, subject }, since });

    output.line(`${file}: ${subject} in ${collection}, ${entries.length} entries`);
    for (const { fault, sequence, detail } of findings) {
      output.line(row({ what: fault, verdict: "wrong", found: `${sequence}: ${detail}` }));
    }
    if (findings.length > 0) output.note(`${file}: ${findings.length} wrong`);
    else output.line(row({ what: "log", verdict: "right", found: `whole${span(entries)}` }));
    return findings.length === 0 ? 0 : 1;
  },
};

function span(entries: readonly LogEntry[]): string {
  const [first, last] = [entries[0], entries.at(-1)];
  return first && last ? `, from ${first.sequence} on ${first.at} to ${last.sequence} on ${last.at}` : "";
}
