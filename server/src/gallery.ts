import { assertSameModel, decideVerification, Problem, type UnitVector } from "@likeness/sdk/core";
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

  // Added first: who searches in between finds whoever is replaced, by templates that are still theirs.
  store.onCommitted(({ added, removed }) =>
    Promise.all([
      ...added.flatMap(({ spaceId, labels, vectors }) =>
        Array.from(labels, (label, i) => indexes.added(spaceId, Number(label), rowOf(vectors, i, labels.length))),
      ),
      ...removed.map(({ spaceId, labels }) => indexes.removed(spaceId, Array.from(labels, Number))),
    ]),
  );

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

    read: async ({ tenant }, address) => {
      const { modelId, metadata, templates } = stored({ tenant, ...address });
      return {
        subject: address.subject,
        modelId,
        metadata,
        templates: templates.map(({ templateId, modelId: of, enrolledAt }) => ({ templateId, modelId: of, enrolledAt })),
        indexed: true,
      };
    },

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

const rowOf = (vectors: Float32Array, row: number, rows: number) => {
  const dimension = vectors.length / rows;
  return vectors.subarray(row * dimension, (row + 1) * dimension) as UnitVector;
};
