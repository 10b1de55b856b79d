import { parseArgs } from "node:util";
import { newLinkSecret } from "../backend/index.ts";
import { Misuse, type Command } from "./command.ts";
import { dotenv } from "./dotenv.ts";

/** `likeness keys link` */
export const keysLink: Command = {
  help: `likeness keys link --tenant NAME

Makes the secret that an edge worker signs a tenant's calls to its server with, and prints
it as each of the two has it: REMOTE_KEYS of the worker, LIKENESS_LINKS of the server.

To change it: give the server the new one beside the old, put it first of two in
REMOTE_KEYS, then take the old one from both.

  --tenant NAME  whose calls it signs`,

  run: async (given, output) => {
    const { tenant } = parseArgs({ args: [...given], options: { tenant: { type: "string" } } }).values;
    if (tenant === undefined) throw new Misuse("--tenant is needed");
    const { worker, server } = newLinkSecret(tenant);
    output.line(dotenv({ REMOTE_KEYS: JSON.stringify(worker), LIKENESS_LINKS: JSON.stringify(server) }));
    return 0;
  },
};
