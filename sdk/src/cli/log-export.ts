import { parseArgs } from "node:util";
import { createClient } from "../client/index.ts";
import type { LogEntry } from "../contract/messages.ts";
import { Misuse, type Command } from "./command.ts";
import { logFileFormat, type LogFile } from "./log-file.ts";
import { secretKey, secretKeyHelp } from "./secret-key.ts";
import { addressIn } from "./subject-address.ts";

/** As many entries as a host gives at once. */
const limit = 100;

/** `likeness log export` */
export const logExport: Command = {
  help: `likeness log export COLLECTION SUBJECT --endpoint URL > FILE

Prints a subject's whole audit log with its signed head. Kept elsewhere, it shows by
likeness log verify what is changed later, by whomever.

  --endpoint URL  where the worker is, without /v1; LIKENESS_ENDPOINT by default

${secretKeyHelp}`,

  run: async (given, output, input) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { endpoint: { type: "string" }, "key-stdin": { type: "boolean" } },
    });
    const address = addressIn(positionals);
    const endpoint = values.endpoint ?? input.env["LIKENESS_ENDPOINT"];
    if (endpoint === undefined) throw new Misuse("--endpoint is needed");
    if (!URL.canParse(endpoint)) throw new Misuse(`--endpoint is no URL: ${endpoint}`);
    const client = createClient({ endpoint, key: await secretKey(input, values["key-stdin"]) });
    const entries: LogEntry[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await client.auditLog(address, { limit, ...(cursor !== undefined && { cursor }) });
      entries.push(...page.entries);
      ({ cursor } = page);
      if (cursor !== undefined) continue;
      const file: LogFile = { format: logFileFormat, endpoint, ...address, head: page.head, entries };
      output.line(JSON.stringify(file, null, 2));
      output.note(`${entries.length} entries`);
      return 0;
    }
  },
};
