import type { NewDevice, Proof, ProvedRequest, TicketClaims } from "@likeness/sdk/device";
import type { Caller } from "@likeness/sdk/host";
import type { Address } from "../address.ts";

/**
 * Who asks a subject's object, and what they bring to show for it. What needs no storage has been checked by the worker:
 * the API key, the ticket's signature, and that the nonces are its own, for this subject, and not expired.
 */
export interface Asking {
  readonly address: Address;
  readonly key: Pick<Caller, "id" | "kind">;
  /** What a proof has to be over. */
  readonly request: ProvedRequest;
  readonly proof: Proof | undefined;
  readonly newDevice: NewDevice | undefined;
  readonly ticket: TicketClaims | undefined;
  readonly ifMatch: string | undefined;
}

/** As the audit log names them: the strongest that they have shown. */
export function askedBy({ key, ticket }: Pick<Asking, "key" | "ticket">, device: string | undefined): string {
  if (device !== undefined) return `device:${device}`;
  if (key.kind === "secret") return `key:${key.id.slice(0, 8)}`;
  return ticket ? `ticket:${ticket.jti}` : "worker";
}
