import { Problem } from "@likeness/sdk/core";
import type { TicketPurpose } from "@likeness/sdk/device";
import type { Caller, Evidence, KeyRing, SubjectAddress } from "@likeness/sdk/host";
import type { Asking } from "./subject/asking.ts";
import { checkChallenge } from "./challenge.ts";
import type { NamingKeys } from "./secrets.ts";
import { readTicket } from "./tickets.ts";

/** Makes of a call what a subject's object is asked with, once all that can be checked without its storage is right. */
export interface Asks {
  /** For what a device proves. */
  toProve(caller: Caller, address: SubjectAddress, evidence: Evidence, modelId?: string): Promise<Asking>;
  /** For what changes who the subject is: a ticket may stand for it. */
  toChange(
    caller: Caller,
    address: SubjectAddress,
    evidence: Evidence,
    purpose: TicketPurpose,
    modelId?: string,
  ): Promise<Asking>;
}

export function createAsks(keys: KeyRing, naming: () => Promise<NamingKeys>, now: () => Date = () => new Date()): Asks {
  async function asking(
    { id, kind, tenant }: Caller,
    address: SubjectAddress,
    { request, proof, newDevice, ifMatch }: Evidence,
    modelId: string | undefined,
  ): Promise<Asking> {
    const full = { tenant, ...address };
    const { challenges } = await naming();
    for (const nonce of [proof?.nonce, newDevice?.nonce]) {
      if (nonce !== undefined) await checkChallenge(challenges, full, nonce, now());
    }
    return {
      address: full,
      key: { id, kind },
      request: { ...request, ...full, modelId },
      proof,
      newDevice,
      ticket: undefined,
      ifMatch,
    };
  }

  return {
    toProve: async (caller, address, evidence, modelId) => {
      if (evidence.newDevice || evidence.ticket !== undefined) {
        throw new Problem("invalid_request", "a ticket or a new device has no meaning here");
      }
      return asking(caller, address, evidence, modelId);
    },
    toChange: async (caller, address, evidence, purpose, modelId) => {
      const { ticket } = evidence;
      const asked = await asking(caller, address, evidence, modelId);
      if (ticket === undefined) return asked;
      return { ...asked, ticket: await readTicket(keys, caller, address, purpose, ticket, now()) };
    },
  };
}
