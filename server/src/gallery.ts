import { assertSameModel, decideVerification, Problem, type Template, type UnitVector } from "@likeness/sdk/core";
import { identifiedAnswer, verifiedAnswer, type Gallery, type Models, type SubjectAddress } from "@likeness/sdk/host";
import type { Answerable, Question } from "./identify/asking.ts";
import { identify } from "./identify/identify.ts";
import type { Address, Store, StoredSubject } from "./store/store.ts";

export interface ServerGalleryOptions {
  readonly store: Store;
  readonly models: Models;
  readonly ask: (question: Question) => Answerable;
}

/**
 * The contract's operations over the store and the indexes that follow it. What an edge worker would keep, and a server
 * has no use for, is refused; but for a template's quality, which ranks templates and decides nothing.
 */
export function serverGallery({ store, models, ask }: ServerGalleryOptions): Gallery {
  const known = <Found>(address: SubjectAddress, found: Found | undefined): Found => {
    if (found === undefined) throw new Problem("unknown_subject", `${address.subject} in ${address.collection}`);
    return found;
  };

  const stored = (address: Address): StoredSubject => known(address, store.subject(address));

  return {
    enrol: async ({ tenant, sequence }, address, enrolment) => {
      // Kept silently it would be taken for kept: an edge worker acts on a consent, a server would not.
      if (enrolment.consent) throw new Problem("invalid_request", "consent: a server keeps none, an edge worker does");
      const { subject } = address;
      const { modelId } = enrolment.template;
      const done = await store.enrol({ tenant, ...address }, enrolment, sequence);
      const { templateId, enrolledAt, templates } = done;
      return { subject, templateId, modelId, enrolledAt, templates };
    },

    read: async ({ tenant }, address) => subjectAnswer(stored({ tenant, ...address })),

    erase: async ({ tenant, sequence }, address) => {
      const erased = known(address, await store.erase({ tenant, ...address }, sequence));
      return { subject: address.subject, templates: erased.reduce((sum, { labels }) => sum + labels.length, 0) };
    },

    verify: async (caller, address, { probe, targetFmr, liveness, successor }) => {
      if (successor) throw new Problem("invalid_request", "successor: a server keeps none, an edge worker does");
      const { modelId: home, templates } = stored({ tenant: caller.tenant, ...address });
      const { modelId } = probe;
      // Of its own model alone: [MOD1].
      const comparable = templates.filter((template) => template.modelId === modelId);
      if (comparable.length === 0) assertSameModel(home, modelId);
      const { calibration } = models.card(modelId);
      const verification = decideVerification(calibration, probe.vector, comparable, targetFmr);
      return verifiedAnswer(caller, modelId, verification, false, liveness);
    },

    templates: async ({ tenant }, address) => {
      const { templates } = stored({ tenant, ...address });
      return templates.map(({ modelId, vector }) => ({ modelId, vector }));
    },

    keepAudits: async ({ tenant }, address, audits) =>
      known(address, await store.keepAudits({ tenant, ...address }, audits)),

    audits: async ({ tenant }, address, page) => known(address, store.audits({ tenant, ...address }, page)),

    identify: async (caller, collection, search, underway) => {
      const { probe, successor, filter, targetFpir, maxCandidates } = search;
      const { tenant } = caller;
      const probes = byModel(successor ? [probe, successor] : [probe]);
      const { asked, reach } = ask({ tenant, collection, probes, filter, signal: underway?.signal });
      return identifiedAnswer(caller, await identify({ asked, targetFpir, maxCandidates, reach }));
    },
  };
}

/** What is answered of a subject. */
export const subjectAnswer = ({ subject, modelId, metadata, templates }: StoredSubject) => ({
  subject,
  modelId,
  metadata,
  templates: templates.map(({ templateId, modelId: of, enrolledAt }) => ({ templateId, modelId: of, enrolledAt })),
  indexed: true,
});

/** In the order in which the models come. */
export function byModel(templates: readonly Template[]): Map<string, UnitVector[]> {
  const models = new Map<string, UnitVector[]>();
  for (const { modelId, vector } of templates) models.set(modelId, [...(models.get(modelId) ?? []), vector]);
  return models;
}
