import { Problem } from "@likeness/sdk/core";
import type { Asking } from "./asking.ts";

/**
 * Whether who asks may change the subject, as it is at the moment of the change: [ENR1], [ENR2], [ENR3].
 *
 * @param version of the subject; none: it is not enrolled
 * @param isProved a device of the subject has proved the request
 * @throws Problem `ticket_missing`, `proof_missing`, `consent_missing`, `precondition_required`, `precondition_failed`
 */
export function assertMayChange(
  { key, ticket, newDevice, ifMatch }: Pick<Asking, "key" | "ticket" | "newDevice" | "ifMatch">,
  version: string | undefined,
  isProved: boolean,
): void {
  if (ifMatch !== undefined && ifMatch !== version) throw new Problem("precondition_failed");
  if (key.kind === "secret" || isProved) return;
  if (!ticket) throw new Problem("ticket_missing");
  if (version !== undefined) {
    // Otherwise a ticket that was meant for nobody yet would lay a stranger's template over somebody's.
    if (ifMatch === undefined) throw new Problem("precondition_required");
    return;
  }
  if (!newDevice) throw new Problem("proof_missing", "a first enrolment registers the device it comes from");
  if (ticket.purpose === "enrol" && !ticket.consent) throw new Problem("consent_missing", "the ticket has none");
}
