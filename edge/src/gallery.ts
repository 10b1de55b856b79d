import { Problem, sha256Hex } from "@likeness/sdk/core";
import { identifiedAnswer, verifiedAnswer, type Gallery, type Models } from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import type { Env } from "./env.ts";
import { valueOf } from "./outcome.ts";
import type { Remotes } from "./remote.ts";

/** The contract's operations: one subject's in its own object, the search over all at the remote index. */
export function edgeGallery(subjects: Env["SUBJECTS"], remotes: Remotes, models: Models): Gallery {
  const objectOf = async (address: Address) => subjects.get(subjects.idFromName(await objectName(address)));

  return {
    enrol: async ({ tenant }, address, enrolment) => {
      const full = { tenant, ...address };
      return valueOf(await (await objectOf(full)).enrol(full, enrolment));
    },

    read: async ({ tenant }, address) => {
      const full = { tenant, ...address };
      return valueOf(await (await objectOf(full)).read(full));
    },

    erase: async ({ tenant }, address) => {
      const full = { tenant, ...address };
      return valueOf(await (await objectOf(full)).erase(full));
    },

    verify: async (caller, address, { probe, targetFmr, liveness }) => {
      const full = { tenant: caller.tenant, ...address };
      const { calibration } = models.card(probe.modelId);
      const verification = valueOf(await (await objectOf(full)).verify(full, calibration, probe, targetFmr));
      return verifiedAnswer(caller, probe.modelId, verification, false, liveness);
    },

    templates: async ({ tenant }, address) => {
      const full = { tenant, ...address };
      return valueOf(await (await objectOf(full)).templates(full));
    },

    keepAudits: async ({ tenant }, address, audits) => {
      const full = { tenant, ...address };
      return valueOf(await (await objectOf(full)).keepAudits(full, audits));
    },

    audits: async ({ tenant }, address, page) => {
      const full = { tenant, ...address };
      return valueOf(await (await objectOf(full)).audits(full, page));
    },

    identify: async (caller, collection, { probe, ...search }) => {
      const remote = remotes.of(caller.tenant);
      const answer = await remote.identify(collection, probe, search).catch((cause: unknown) => {
        // What the caller got wrong is the caller's to know; the rest is between the worker and its server.
        if (cause instanceof Problem && cause.status < 500 && cause.status !== 401) throw cause;
        throw new Problem("remote_unavailable", undefined, { cause });
      });
      return identifiedAnswer(caller, answer);
    },
  };
}

/** Of fixed length, and free of the subject's name: names of objects are shown in dashboards and logs. */
function objectName({ tenant, collection, subject }: Address): Promise<string> {
  return sha256Hex(JSON.stringify([tenant, collection, subject]));
}
