import type { Consent } from "../contract/messages.ts";

export const ticketType = "likeness-ticket+jwt";

/** Seconds a ticket may live at most. */
export const longestTicket = 900;

/** What a ticket lets its bearer do, once. */
export type TicketPurpose = "enrol" | "device";

/**
 * What the tenant's backend signs: a JWT (RFC 7519), Ed25519 (RFC 8037). Its header's `kid` is the SHA-256 of the secret
 * API key, in hex, whose ticket key has signed it; the tenant follows from that and is not said.
 */
export interface TicketClaims {
  /** Names the ticket: it is spent once. */
  readonly jti: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  readonly purpose: TicketPurpose;
  readonly collection: string;
  readonly subject: string;
  /** With `enrol`. */
  readonly consent?: Consent | undefined;
}
