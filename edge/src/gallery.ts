import { Problem } from "@likeness/sdk/core";
import { identifiedAnswer, verifiedAnswer, type Gallery, type Models, type SigningKeys } from "@likeness/sdk/host";
import type { Asks } from "./asks.ts";
import type { Policy } from "./policy.ts";
import type { IdentifyingRemotes } from "./outbox/remote.ts";
import { signReceipt } from "./receipts.ts";
import type { Subjects } from "./subjects.ts";

export interface EdgeParts {
  readonly subjects: Subjects;
  readonly asks: Asks;
  /** Absent on a worker that nobody has given one yet: then it can sign neither receipts nor logs. */
  readonly signing: SigningKeys | undefined;
  readonly remotes: IdentifyingRemotes;
  readonly models: Models;
  readonly policyOf: (tenant: string) => Policy;
}

/** The contract's operations: one subject's in its own object, the search over all at the remote index. */
export function edgeGallery({ subjects, asks, signing, remotes, models, policyOf }: EdgeParts): Gallery {
  return {
    enrol: async (caller, address, enrolment, evidence) => {
      const asking = await asks.toChange(caller, address, evidence, "enrol", enrolment.template.modelId);
      return subjects.ask(asking.address, (subject) => subject.enrol(asking, enrolment));
    },

    read: async ({ tenant }, address) => {
      const full = { tenant, ...address };
      return subjects.ask(full, (subject) => subject.read(full));
    },

    erase: async (caller, address) => {
      const full = { tenant: caller.tenant, ...address };
      // Before anything is erased: a receipt that could not be signed then would be lost.
      if (!signing) throw new Problem("not_configured", "SIGNING_KEY is missing: an erasure could not be receipted");
      const erased = await subjects.ask(full, (subject) => subject.erase(full, caller.id));
      return { subject: address.subject, templates: erased.templates, receipt: await signReceipt(signing, full, erased) };
    },

    verify: async (caller, address, { probe, targetFmr, liveness, successor }, evidence) => {
      if (successor) assertAnotherModel(probe.modelId, successor.modelId);
      const asking = await asks.toProve(caller, address, evidence, probe.modelId);
      // Who holds a device key may ask for less risk than the tenant takes, and not for more.
      const mildest = caller.kind === "secret" ? 1 : policyOf(caller.tenant).targetFmr;
      const comparison = { probe, targetFmr: Math.min(targetFmr, mildest), successor };
      const verdict = await subjects.ask(asking.address, (subject) => subject.verify(asking, comparison));
      return {
        ...verifiedAnswer(caller, probe.modelId, verdict.verification, verdict.keyBound, liveness),
        ...(successor && { successorKept: verdict.successorKept }),
      };
    },

    templates: async (caller, address) => {
      const full = { tenant: caller.tenant, ...address };
      return subjects.ask(full, (subject) => subject.templates(full, caller.id));
    },

    keepAudits: async ({ tenant }, address, audits) => {
      const full = { tenant, ...address };
      return subjects.ask(full, (subject) => subject.keepAudits(full, audits));
    },

    audits: async ({ tenant }, address, page) => {
      const full = { tenant, ...address };
      return subjects.ask(full, (subject) => subject.audits(full, page));
    },

    identify: async (caller, collection, { probe, ...search }) => {
      models.card(probe.modelId);
      const remote = remotes.identifying(caller.tenant);
      const answer = await remote.identify(collection, probe, search).catch((cause: unknown) => {
        // What the caller got wrong is the caller's to know; the rest is between the worker and its server.
        if (cause instanceof Problem && cause.status < 500 && cause.status !== 401) throw cause;
        throw new Problem("remote_unavailable", undefined, { cause });
      });
      return identifiedAnswer(caller, answer);
    },
  };
}

function assertAnotherModel(probe: string, successor: string): void {
  if (probe === successor) throw new Problem("invalid_request", "successor: it is of the probe's own model");
}
