import { assertSameModel, decideVerification, Problem } from "@likeness/sdk/core";
import { identifiedAnswer, verifiedAnswer, type Gallery, type Models, type SubjectAddress } from "@likeness/sdk/host";
import { identify } from "./identify.ts";
import type { LiveIndexes } from "./index/live.ts";
import type { Address, Store, StoredSubject } from "./store/store.ts";

export interface ServerGalleryOptions {
  readonly store: Store;
  readonly indexes: LiveIndexes;
  readonly models: Models;
}

/**
 * The contract's operations over the store and the indexes that follow it. What an edge worker would keep, and a server
 * has no use for, is refused; but for a template's quality, which ranks templates and decides nothing.
 */
export function serverGallery({ store, indexes, models }: ServerGalleryOptions): Gallery {
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
      const { modelId, vector } = enrolment.template;
      const done = store.enrol({ tenant, ...address }, enrolment, sequence);
      // In one turn, and added first: who searches in between finds the subject, by templates that are still theirs.
      await Promise.all([
        done.isNew && indexes.added(done.spaceId, done.label, vector),
        done.dropped && indexes.removed(done.dropped.spaceId, done.dropped.labels),
      ]);
      const { templateId, enrolledAt, templates } = done;
      return { subject, templateId, modelId, enrolledAt, templates };
    },

    read: async ({ tenant }, address) => {
      const { modelId, metadata, templates } = stored({ tenant, ...address });
      return {
        subject: address.subject,
        modelId,
        metadata,
        templates: templates.map(({ templateId, enrolledAt }) => ({ templateId, modelId, enrolledAt })),
        indexed: true,
      };
    },

    erase: async ({ tenant, sequence }, address) => {
      const erased = known(address, store.erase({ tenant, ...address }, sequence));
      await indexes.removed(erased.spaceId, erased.labels);
      return { subject: address.subject, templates: erased.labels.length };
    },

    verify: async (caller, address, { probe, targetFmr, liveness, successor }) => {
      if (successor) throw new Problem("invalid_request", "successor: a server keeps none, an edge worker does");
      const { modelId, templates } = stored({ tenant: caller.tenant, ...address });
      assertSameModel(modelId, probe.modelId);
      const { calibration } = models.card(modelId);
      const verification = decideVerification(calibration, probe.vector, templates, targetFmr);
      return verifiedAnswer(caller, modelId, verification, false, liveness);
    },

    templates: async ({ tenant }, address) => {
      const { modelId, templates } = stored({ tenant, ...address });
      return templates.map(({ vector }) => ({ modelId, vector }));
    },

    keepAudits: async ({ tenant }, address, audits) =>
      known(address, store.keepAudits({ tenant, ...address }, audits)),

    audits: async ({ tenant }, address, page) => known(address, store.audits({ tenant, ...address }, page)),

    identify: async (caller, collection, search) => {
      const { modelId } = search.probe;
      const card = models.card(modelId);
      const spaces = store.spaces(caller.tenant, collection);
      const known = spaces.find((space) => space.modelId === modelId);
      // Nobody there could be found by this probe, whoever it is of: that is not the same as a stranger.
      if (!known && spaces[0]) assertSameModel(spaces[0].modelId, modelId);
      const answer = await identify(
        card,
        {
          subjects: known?.subjects ?? 0,
          templates: known?.templates ?? 0,
          index: known && (await indexes.open(known.id, card.dimension)),
          subjectOf: store.subjectOf,
        },
        search,
      );
      return identifiedAnswer(caller, answer);
    },
  };
}
