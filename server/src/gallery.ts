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

/** The contract's operations over the store and the indexes that follow it. */
export function serverGallery({ store, indexes, models }: ServerGalleryOptions): Gallery {
  const known = <Found>(address: SubjectAddress, found: Found | undefined): Found => {
    if (found === undefined) throw new Problem("unknown_subject", `${address.subject} in ${address.collection}`);
    return found;
  };

  const stored = (address: Address): StoredSubject => known(address, store.subject(address));

  return {
    enrol: async ({ tenant }, address, enrolment) => {
      const { subject } = address;
      const { modelId, vector } = enrolment.template;
      const done = store.enrol({ tenant, ...address }, enrolment);
      if (done.isNew) await indexes.added(done.collectionId, done.label, vector);
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

    erase: async ({ tenant }, address) => {
      const erased = known(address, store.erase({ tenant, ...address }));
      await indexes.removed(erased.collectionId, erased.labels);
      return { subject: address.subject, templates: erased.labels.length };
    },

    verify: async (caller, address, { probe, targetFmr, liveness }) => {
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
      const known = store.collection(caller.tenant, collection);
      if (known) assertSameModel(known.modelId, modelId);
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
