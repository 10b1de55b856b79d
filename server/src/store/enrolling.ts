import { randomUUID } from "node:crypto";
import { assertSameModel, Problem } from "@likeness/sdk/core";
import { templatesPerSubject, type Enrolment } from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import type { Applied } from "./applied.ts";
import type { Notes } from "./changes.ts";
import { valueIn } from "./fields.ts";
import type { Dropped, People, Tables } from "./people.ts";
import type { SubjectRow } from "./rows.ts";

export interface EnrolledTemplate {
  readonly spaceId: number;
  /** The template's number in the store, never used again: its label in the index. */
  readonly label: number;
  readonly templateId: string;
  readonly enrolledAt: string;
  /** How many templates of the model the subject had with this one. */
  readonly templates: number;
  /** False when the idempotency key had been seen, and nothing was stored. */
  readonly isNew: boolean;
  /** What it has replaced; in two spaces where the subject was in two. */
  readonly dropped: readonly Dropped[];
}

export interface Enrolling {
  readonly tables: Tables;
  readonly people: People;
  readonly applied: Applied;
  readonly now: () => Date;
  readonly nextLabel: () => number;
}

/** The change that enrols: see `Store.enrol`. */
export type Enrol = (address: Address, enrolment: Enrolment, sequence: number | undefined, notes: Notes) => EnrolledTemplate;

export function enrolling({ tables, people, applied, now, nextLabel }: Enrolling): Enrol {
  const { collections, spaces, subjects, templates, fields, moves } = tables;

  /** What the key stands for, if it was seen. */
  function seen(subject: SubjectRow, { idempotency }: Enrolment): EnrolledTemplate | undefined {
    const known = idempotency && templates.byKey(subject.id, idempotency.key);
    if (!known) return undefined;
    if (known.body_digest !== idempotency.digest) throw new Problem("idempotency_key_reused");
    const { id: label, space_id: spaceId, template_id: templateId, enrolled_at: enrolledAt } = known;
    const places = templates.places(subject.id);
    const nth = places.filter((place) => place.spaceId === spaceId && place.label <= label).length;
    return { spaceId, label, templateId, enrolledAt, templates: nth, isNew: false, dropped: [] };
  }

  /** A subject has templates of one model; while its collection moves, of the old one and the new one. */
  function assertFits(subject: SubjectRow, modelId: string): void {
    const home = spaces.get(subject.space_id);
    const move = moves.of(subject.collection_id);
    const both = move ? [move.from_space, move.to_space] : [];
    const isMoving = both.includes(home.id) && both.some((id) => spaces.get(id).model_id === modelId);
    if (!isMoving) assertSameModel(home.model_id, modelId);
  }

  return (address, enrolment, sequence, notes) => {
    const { template, metadata, idempotency, replace } = enrolment;
    const { modelId, vector } = template;
    const before = people.settle(address, notes);
    const known = before && seen(before, enrolment);
    if (known) return known;

    applied.apply(address, sequence);
    if (before && !replace) assertFits(before, modelId);
    const collectionId = before?.collection_id ?? collections.findOrAdd(address.tenant, address.collection).id;
    if (metadata) for (const field of fields.of(collectionId)) valueIn(field, metadata);
    const space = spaces.findOrAdd(collectionId, modelId, vector.length);
    const dropped = before && replace ? people.withdraw(before, notes) : [];
    if (dropped.length > 0) notes.erases = true;

    const label = nextLabel();
    const had = before ? templates.places(before.id).filter(({ spaceId }) => spaceId === space.id).length : 0;
    if (had >= templatesPerSubject) {
      throw new Problem("subject_full", `${templatesPerSubject} templates; replace them or erase the subject`);
    }
    let subject: SubjectRow;
    if (before) {
      subject = metadata ? people.describe(before, metadata) : before;
      // What the subject was said to be is deleted as well.
      if (subject.metadata !== before.metadata) notes.erases = true;
    } else {
      subject = subjects.add({
        collection_id: collectionId,
        name: address.subject,
        metadata: JSON.stringify(metadata ?? {}),
        space_id: space.id,
        templates: 1,
      });
    }
    const templateId = randomUUID();
    const enrolledAt = now().toISOString();
    templates.add({ label, subjectId: subject.id, spaceId: space.id, templateId, vector, enrolledAt, idempotency });
    people.post(subject, [{ label, spaceId: space.id }]);
    spaces.apply(space.id, { subjects: had === 0 ? 1 : 0, homes: before ? 0 : 1, added: [label] });
    if (before) people.rehome(subject);
    notes.added.push({ spaceId: space.id, label, vector });
    return { spaceId: space.id, label, templateId, enrolledAt, templates: had + 1, isNew: true, dropped };
  };
}
