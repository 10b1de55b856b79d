import { parseArgs } from "node:util";
import { createTickets } from "../backend/index.ts";
import { Misuse, type Command } from "./command.ts";
import { secretKey, secretKeyHelp } from "./secret-key.ts";
import { addressIn } from "./subject-address.ts";

const common = { "key-stdin": { type: "boolean" }, expires: { type: "string", default: "300" } } as const;

/** `likeness ticket enrol` */
export const ticketEnrol: Command = {
  help: `likeness ticket enrol COLLECTION SUBJECT --text VERSION --purpose WHAT --until TIME

Signs a ticket that the subject may be enrolled, once. A backend makes its own, by
createTickets of @likeness/sdk/backend, after it has made sure who its user is.

  --text VERSION    which version of the consent's text the subject was shown
  --purpose WHAT    what they have agreed to
  --until TIME      when the consent ends, and they are erased: ISO 8601 in UTC
  --expires N       seconds that the ticket counts: 1 to 900; 300 by default

${secretKeyHelp}`,

  run: async (given, output, input) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { ...common, text: { type: "string" }, purpose: { type: "string" }, until: { type: "string" } },
    });
    const address = addressIn(positionals);
    const { text, purpose, until: expiresAt, expires } = values;
    if (text === undefined || purpose === undefined || expiresAt === undefined) {
      throw new Misuse("--text, --purpose and --until are needed: nobody is enrolled without a consent");
    }
    const tickets = await createTickets(await secretKey(input, values["key-stdin"]));
    output.line(await tickets.enrol({ ...address, consent: { text, purpose, expiresAt }, expiresIn: Number(expires) }));
    return 0;
  },
};

/** `likeness ticket device` */
export const ticketDevice: Command = {
  help: `likeness ticket device COLLECTION SUBJECT

Signs a ticket that one device may be added to the subject, who is enrolled already.

  --expires N  seconds that the ticket counts: 1 to 900; 300 by default

${secretKeyHelp}`,

  run: async (given, output, input) => {
    const { positionals, values } = parseArgs({ args: [...given], allowPositionals: true, options: common });
    const address = addressIn(positionals);
    const tickets = await createTickets(await secretKey(input, values["key-stdin"]));
    output.line(await tickets.device({ ...address, expiresIn: Number(values.expires) }));
    return 0;
  },
};
