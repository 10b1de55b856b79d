import { parseArgs } from "node:util";
import { newWorkerSecrets } from "../backend/index.ts";
import type { Command } from "./command.ts";
import { dotenv } from "./dotenv.ts";

/** `likeness keys worker` */
export const keysWorker: Command = {
  help: `likeness keys worker [--dev-vars]

Prints the secrets of a new edge worker, as JSON for wrangler secret bulk:

  NAME_SECRET      names of subjects' objects hang on it: it is never changed
  SEALING_SECRETS  by version; add a higher one to have everything wrapped anew
  SIGNING_KEY      signs receipts, audit logs and grants

Keep them where you keep secrets: without the first two no subject can be verified again.

  --dev-vars  as a .dev.vars file, for wrangler dev`,

  run: async (given, output) => {
    const { values } = parseArgs({ args: [...given], options: { "dev-vars": { type: "boolean" } } });
    const secrets = { ...(await newWorkerSecrets()) };
    output.line(values["dev-vars"] ? dotenv(secrets) : JSON.stringify(secrets, null, 2));
    return 0;
  },
};
