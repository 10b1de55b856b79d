import { z } from "zod";
import { jwtVerify } from "jose/jwt/verify";
import { importJWK } from "jose/key/import";
import { consent } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { longestTicket, ticketType, type TicketClaims, type TicketPurpose } from "@likeness/sdk/device";
import type { Caller, KeyRing, SubjectAddress } from "@likeness/sdk/host";

/** Seconds that a backend's clock may be off. */
export const ticketTolerance = 10;

const claims = z.strictObject({
  jti: z.string().min(1).max(128),
  iat: z.number(),
  exp: z.number(),
  purpose: z.enum(["enrol", "device"]),
  collection: z.string(),
  subject: z.string(),
  consent: consent.optional(),
}) satisfies z.ZodType<TicketClaims>;

/**
 * What a ticket allows, if a secret key of the caller's tenant has signed it, for this subject and purpose, and it has
 * not expired: [TIC1]. Whether it was spent is the subject's object's to know.
 *
 * @throws Problem `ticket_invalid`
 */
export async function readTicket(
  keys: KeyRing,
  { tenant }: Pick<Caller, "tenant">,
  { collection, subject }: SubjectAddress,
  purpose: TicketPurpose,
  ticket: string,
  now: Date,
): Promise<TicketClaims> {
  const read = await verified(keys, tenant, ticket, now);
  const lives = read.exp - read.iat;
  if (read.collection !== collection || read.subject !== subject || read.purpose !== purpose || lives > longestTicket) {
    throw new Problem("ticket_invalid", "it was given for something else");
  }
  return read;
}

async function verified(keys: KeyRing, tenant: string, ticket: string, now: Date): Promise<TicketClaims> {
  try {
    const { payload } = await jwtVerify(
      ticket,
      async ({ kid }) => {
        const signer = kid !== undefined && Object.hasOwn(keys, kid) ? keys[kid] : undefined;
        // Another tenant's key is as good as none.
        if (!signer?.tickets || signer.tenant !== tenant) throw new Error("signed with a key that does not count here");
        return importJWK({ kty: "OKP", crv: "Ed25519", x: signer.tickets }, "Ed25519");
      },
      {
        algorithms: ["Ed25519", "EdDSA"],
        typ: ticketType,
        currentDate: now,
        clockTolerance: ticketTolerance,
        maxTokenAge: longestTicket,
        requiredClaims: ["jti", "iat", "exp"],
      },
    );
    return claims.parse(payload);
  } catch (cause) {
    throw new Problem("ticket_invalid", undefined, { cause });
  }
}
