import { SignJWT } from "jose/jwt/sign";
import type { Consent, SubjectAddress } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import { longestTicket, ticketType, type TicketClaims } from "../device/ticket.ts";
import { ticketKeyOf } from "./ticket-key.ts";

export interface TicketTerms extends SubjectAddress {
  /** Seconds until it counts no more: 1 to 900; 300 by default. */
  readonly expiresIn?: number | undefined;
}

export interface EnrolTicketTerms extends TicketTerms {
  /** What the subject has agreed to. It ends the subject's enrolment when it ends. */
  readonly consent: Consent;
}

/**
 * The word of a tenant's backend, for one use by one user: [TIC1]. Before it is given, the backend has to be sure in a
 * way of its own who that user is.
 */
export interface Tickets {
  /**
   * That the subject may be enrolled, and a device registered with it.
   *
   * @returns a JWT, for the client's `ticket`
   * @throws Problem `invalid_request`
   */
  enrol(terms: EnrolTicketTerms): Promise<string>;
  /**
   * That a device may be added to a subject that is enrolled.
   *
   * @throws Problem `invalid_request`
   */
  device(terms: TicketTerms): Promise<string>;
}

export interface TicketOptions {
  readonly now?: () => Date;
  /** Names each ticket, so that it is spent once. */
  readonly newId?: () => string;
}

const usualLife = 300;

/**
 * @param secretKey the API key itself: what signs follows from it, and it is not sent
 * @throws Problem `key_not_allowed` for a publishable key, `key_unknown` for what is no key
 * @example
 * const tickets = await createTickets(secretKey);
 * const ticket = await tickets.enrol({ collection: "staff", subject: "ada", consent });
 */
export async function createTickets(
  secretKey: string,
  { now = () => new Date(), newId = () => crypto.randomUUID() }: TicketOptions = {},
): Promise<Tickets> {
  const { kid, signing } = await ticketKeyOf(secretKey);

  function signed({ expiresIn = usualLife, ...said }: Omit<TicketClaims, "jti" | "iat" | "exp"> & TicketTerms): Promise<string> {
    if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > longestTicket) {
      throw new Problem("invalid_request", `expiresIn: 1 to ${longestTicket} seconds`);
    }
    const iat = Math.floor(now().getTime() / 1000);
    const claims: TicketClaims = { jti: newId(), iat, exp: iat + expiresIn, ...said };
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: "Ed25519", typ: ticketType, kid }).sign(signing);
  }

  return {
    enrol: async ({ collection, subject, consent, expiresIn }) => {
      assertLasts(consent, now());
      const { text, purpose, expiresAt } = consent;
      return signed({ purpose: "enrol", collection, subject, expiresIn, consent: { text, purpose, expiresAt } });
    },
    device: async ({ collection, subject, expiresIn }) => signed({ purpose: "device", collection, subject, expiresIn }),
  };
}

/** What the worker would refuse is said where it was made. */
function assertLasts({ text, purpose, expiresAt }: Consent, now: Date): void {
  if (text === "" || purpose === "") throw new Problem("invalid_request", "consent: it names a text and a purpose");
  // As the contract has it: a time without an offset is anybody's guess.
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(expiresAt) || !(Date.parse(expiresAt) > now.getTime())) {
    throw new Problem("invalid_request", "consent.expiresAt: a time to come, ISO 8601 in UTC");
  }
}
