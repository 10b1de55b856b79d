import type { Binding } from "@likeness/sdk/host";
import { issueChallenge } from "./challenge.ts";
import type { EdgeParts } from "./gallery.ts";
import { signLogHead } from "./receipts.ts";
import type { NamingKeys } from "./secrets.ts";

/** Challenges are given by the worker alone; all else is the subject's own object's. */
export function edgeBinding(
  { subjects, asks, signing }: Pick<EdgeParts, "subjects" | "asks" | "signing">,
  naming: () => Promise<NamingKeys>,
  now: () => Date = () => new Date(),
): Binding {
  return {
    challenge: async ({ tenant }, address) => {
      const { challenges } = await naming();
      return { ...(await issueChallenge(challenges, { tenant, ...address }, now())), tenant };
    },

    devices: async (caller, address, evidence) => {
      const asking = await asks.toProve(caller, address, evidence);
      return subjects.ask(asking.address, (subject) => subject.devices(asking));
    },

    addDevice: async (caller, address, evidence) => {
      const asking = await asks.toChange(caller, address, evidence, "device");
      return subjects.ask(asking.address, (subject) => subject.addDevice(asking));
    },

    revokeDevice: async (caller, address, device, evidence) => {
      const asking = await asks.toProve(caller, address, evidence);
      return subjects.ask(asking.address, (subject) => subject.revokeDevice(asking, device));
    },

    enable: async ({ tenant, id }, address) => {
      const full = { tenant, ...address };
      return subjects.ask(full, (subject) => subject.enable(full, id));
    },

    auditLog: async ({ tenant }, address, page) => {
      const full = { tenant, ...address };
      const { entries, next, end } = await subjects.ask(full, (subject) => subject.auditLog(full, page));
      const head = await signLogHead(signing, full, end);
      return { entries, head, ...(next !== undefined && { cursor: String(next) }) };
    },
  };
}
