import type { Binding } from "@likeness/sdk/host";
import { issueChallenge } from "./challenge.ts";
import type { EdgeParts } from "./gallery.ts";
import { valueOf } from "./subject/outcome.ts";
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
      return valueOf(await (await subjects.of(asking.address)).devices(asking));
    },

    addDevice: async (caller, address, evidence) => {
      const asking = await asks.toChange(caller, address, evidence, "device");
      return valueOf(await (await subjects.of(asking.address)).addDevice(asking));
    },

    revokeDevice: async (caller, address, device, evidence) => {
      const asking = await asks.toProve(caller, address, evidence);
      return valueOf(await (await subjects.of(asking.address)).revokeDevice(asking, device));
    },

    enable: async ({ tenant, id }, address) => {
      const full = { tenant, ...address };
      return valueOf(await (await subjects.of(full)).enable(full, id));
    },

    auditLog: async ({ tenant }, address, page) => {
      const full = { tenant, ...address };
      const { entries, next, end } = valueOf(await (await subjects.of(full)).auditLog(full, page));
      const head = await signLogHead(signing, full, end);
      return { entries, head, ...(next !== undefined && { cursor: String(next) }) };
    },
  };
}
