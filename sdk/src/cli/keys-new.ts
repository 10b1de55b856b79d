import { parseArgs } from "node:util";
import { keyRingEntry, newApiKey } from "../backend/index.ts";
import { Misuse, type Command } from "./command.ts";

/** `likeness keys new` */
export const keysNew: Command = {
  help: `likeness keys new --tenant NAME [options]

Makes an API key and prints two lines: the key, which is shown this once and kept nowhere,
and its entry for the host's ring (KEYS of a worker, LIKENESS_KEYS of a server), which has
the key's SHA-256 and, of a secret key, the public key of the tickets that it signs.

  --tenant NAME            whose key it is
  --kind secret            for a backend alone: all calls, and tickets (this is the default)
  --kind publishable       for pages and apps: what the user of the page can prove to be allowed
  --scores                 of a secret key: answers carry scores. Who sees many can rebuild a template
  --offline                of a secret key: templates may leave, sealed to a device
  --export                 of a secret key: it may have every template of a collection, in the clear
  --identify               of a publishable key: it may search a collection`,

  run: async (given, output) => {
    const { tenant, kind, ...rights } = parseArgs({
      args: [...given],
      options: {
        tenant: { type: "string" },
        kind: { type: "string", default: "secret" },
        scores: { type: "boolean" },
        offline: { type: "boolean" },
        export: { type: "boolean" },
        identify: { type: "boolean" },
      },
    }).values;
    if (tenant === undefined) throw new Misuse("--tenant is needed");
    if (kind !== "secret" && kind !== "publishable") throw new Misuse(`--kind is secret or publishable, not ${kind}`);
    const key = newApiKey(kind);
    const [id, entry] = await keyRingEntry(key, { tenant, ...rights });
    output.note("the key, shown this once; and its entry for the ring");
    output.line(key);
    output.line(JSON.stringify({ [id]: entry }));
    return 0;
  },
};
