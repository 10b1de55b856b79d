import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { readReceipt } from "../backend/index.ts";
import { Misuse, type Command } from "./command.ts";
import { row } from "./finding.ts";
import { hostKeys, hostKeysHelp } from "./host-keys.ts";

/** `likeness receipt verify` */
export const receiptVerify: Command = {
  help: `likeness receipt verify FILE --keys WHERE

Says what was erased, if the host has signed that. The file has the receipt, or the whole
answer that it came in; - is standard input.

${hostKeysHelp}`,

  run: async (given, output, { stdin }) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { keys: { type: "string" } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new Misuse("one receipt is needed");
    if (values.keys === undefined) throw new Misuse("--keys is needed: a receipt says nothing of whose keys count");
    const text = file === "-" ? await stdin() : await readFile(file, "utf8");
    const { jti, iat, tenant, collection, subject, templates, log } = await readReceipt(
      receiptIn(text),
      await hostKeys(values.keys),
    );
    const said: readonly (readonly [string, string])[] = [
      ["erased", `${subject} in ${collection} of ${tenant}`],
      ["at", new Date(iat * 1000).toISOString()],
      ["templates", String(templates)],
      ["log", `ended with ${log.sequence}, ${log.hash}`],
      ["receipt", jti],
    ];
    for (const [what, found] of said) output.line(row({ what, verdict: "right", found }));
    return 0;
  },
};

/** As it is, or in the answer to an erasure. */
function receiptIn(text: string): string {
  try {
    const { receipt } = Object(JSON.parse(text)) as { receipt?: unknown };
    return String(receipt);
  } catch {
    return text.trim();
  }
}
