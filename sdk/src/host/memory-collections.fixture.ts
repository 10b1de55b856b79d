// Test support: collections in memory, slow and obvious. One model, but for a move to another.

import type { CollectionState, FieldType, Filter, Identified, SearchStage } from "../contract/index.ts";
import { cosine, Problem, type Template } from "../core/index.ts";
import type { BatchLine, BatchOutcome, Collections, ExportedTemplate } from "./collections.ts";
import type { Caller, Enrolment } from "./gallery.ts";

interface Kept {
  metadata: Readonly<Record<string, string>>;
  templates: { templateId: string; template: Template; enrolledAt: string }[];
  readonly byKey: Map<string, { digest: string; templateId: string }>;
}

interface Collection {
  readonly fields: Record<string, FieldType>;
  readonly subjects: Map<string, Kept>;
  migration: { from: string; to: string } | undefined;
}

/** The cosine at which two are the same person here. */
const same = 0.9;
const at = "2026-01-01T00:00:00.000Z";

export function memoryCollections(): Collections {
  const collections = new Map<string, Collection>();
  let number = 0;

  const nameOf = ({ tenant }: Caller, collection: string) => `${tenant}/${collection}`;
  const made = (caller: Caller, name: string): Collection => {
    const known = collections.get(nameOf(caller, name));
    const collection = known ?? { fields: {}, subjects: new Map(), migration: undefined };
    collections.set(nameOf(caller, name), collection);
    return collection;
  };
  const known = (caller: Caller, name: string): Collection => {
    const found = collections.get(nameOf(caller, name));
    if (!found) throw new Problem("unknown_collection", name);
    return found;
  };

  const modelsOf = ({ subjects }: Collection) =>
    [...new Set([...subjects.values()].flatMap(({ templates }) => templates.map(({ template }) => template.modelId)))];

  const stateOf = (caller: Caller, name: string): CollectionState => {
    const collection = known(caller, name);
    const all = [...collection.subjects.values()];
    const of = ({ templates }: Kept, modelId: string) => templates.filter(({ template }) => template.modelId === modelId);
    const reachedBy = (modelId: string) => all.filter((kept) => of(kept, modelId).length > 0).length;
    const spaces = modelsOf(collection).map((modelId) => ({
      modelId,
      subjects: reachedBy(modelId),
      templates: all.flatMap((kept) => of(kept, modelId)).length,
    }));
    const { fields, migration } = collection;
    const reached = migration && reachedBy(migration.to);
    return {
      collection: name,
      spaces,
      fields: { ...fields },
      ...(migration && { migration: { ...migration, reached: reached!, subjects: all.length, startedAt: at } }),
    };
  };

  function enrol(caller: Caller, name: string, subject: string, enrolment: Enrolment): string {
    const { template, metadata, replace, idempotency } = enrolment;
    const collection = made(caller, name);
    const kept: Kept = collection.subjects.get(subject) ?? { metadata: {}, templates: [], byKey: new Map() };
    const before = idempotency && kept.byKey.get(idempotency.key);
    if (before && before.digest !== idempotency.digest) throw new Problem("idempotency_key_reused");
    if (before) return before.templateId;
    if (!replace && kept.templates.length >= 16) throw new Problem("subject_full");
    const templateId = `t-${(number += 1)}`;
    if (replace) kept.templates = [];
    kept.templates.push({ templateId, template, enrolledAt: at });
    if (metadata) kept.metadata = metadata;
    if (idempotency) kept.byKey.set(idempotency.key, { digest: idempotency.digest, templateId });
    collection.subjects.set(subject, kept);
    return templateId;
  }

  const outcome = (caller: Caller, name: string, line: BatchLine): BatchOutcome => {
    if ("refused" in line) return line;
    try {
      return { line: line.line, subject: line.subject, templateId: enrol(caller, name, line.subject, line.enrolment) };
    } catch (refused) {
      return { line: line.line, refused };
    }
  };

  const matching = ({ fields, subjects }: Collection, filter: Filter | undefined) => {
    const unknown = Object.keys(filter ?? {}).find((name) => !(name in fields));
    if (unknown !== undefined) throw new Problem("unknown_filter", unknown);
    const conditions = Object.entries(filter ?? {});
    return [...subjects].filter(([, { metadata }]) =>
      conditions.every(([name, condition]) => "in" in condition && condition.in.includes(metadata[name]!)),
    );
  };

  const isLike = (one: Kept, other: Kept) =>
    one.templates.some(({ template: a }) =>
      other.templates.some(({ template: b }) => a.modelId === b.modelId && cosine(a.vector, b.vector) >= same),
    );

  return {
    state: async (caller, name) => stateOf(caller, name),

    declare: async (caller, name, fields) => {
      const collection = made(caller, name);
      const other = Object.entries(fields).find(([field, type]) => (collection.fields[field] ?? type) !== type);
      if (other) throw new Problem("invalid_request", `${other[0]} is declared as another type`);
      Object.assign(collection.fields, fields);
      return stateOf(caller, name);
    },

    list: async (caller, name, { after = "", limit, filter }) => {
      const found = matching(known(caller, name), filter).toSorted(([a], [b]) => (a < b ? -1 : 1));
      const rest = found.filter(([subject]) => subject > after);
      const subjects = rest.slice(0, limit).map(([subject, { metadata, templates }]) => ({
        subject,
        modelId: templates[0]!.template.modelId,
        metadata,
        templates: templates.map(({ template, ...info }) => ({ ...info, modelId: template.modelId })),
        indexed: true,
      }));
      return { subjects, next: rest.length > limit ? subjects.at(-1)?.subject : undefined };
    },

    async *enrolMany(caller, name, lines) {
      for await (const batch of lines) yield batch.map((line) => outcome(caller, name, line));
    },

    async *templates(caller, name) {
      for (const [subject, { metadata, templates }] of known(caller, name).subjects) {
        yield templates.map((kept): ExportedTemplate => ({ subject, metadata, ...kept }));
      }
    },

    similar: async (caller, { collection: name, subject }, { maxCandidates, filter }): Promise<Identified> => {
      const collection = known(caller, name);
      const own = collection.subjects.get(subject);
      if (!own) throw new Problem("unknown_subject", subject);
      const others = matching(collection, filter).filter(([other]) => other !== subject);
      const found = others.filter(([, kept]) => isLike(own, kept)).slice(0, maxCandidates);
      const templates = others.flatMap(([, kept]) => kept.templates).length;
      const stage: SearchStage = {
        scope: filter ? "filter" : "everyone",
        subjects: others.length,
        templates,
        scanned: templates,
        exact: true,
        engine: "memory",
        milliseconds: 0,
      };
      return {
        candidates: found.map(([other], i) => ({ subject: other, rank: i + 1, score: same })),
        modelId: own.templates[0]!.template.modelId,
        threshold: { score: same, fmr: 1e-4, fpir: 0.003 },
        plan: [stage],
      };
    },

    async *groups(caller, name) {
      const left = new Map(known(caller, name).subjects);
      for (const [subject, kept] of left) {
        const group = new Map([[subject, kept]]);
        left.delete(subject);
        for (const [, member] of group) {
          for (const [other, theirs] of left) if (isLike(member, theirs)) group.set(other, theirs);
          for (const [other] of group) left.delete(other);
        }
        if (group.size > 1) yield [[...group.keys()].toSorted()];
      }
    },

    migrate: async (caller, name, to) => {
      const collection = known(caller, name);
      const [from] = modelsOf(collection);
      if (collection.migration || from === undefined || from === to) throw new Problem("migration_conflict");
      collection.migration = { from, to };
      return stateOf(caller, name);
    },

    finishMigration: async (caller, name, dropUnreached) => {
      const collection = known(caller, name);
      const { migration, subjects } = collection;
      if (!migration) throw new Problem("migration_conflict", "none is open");
      const { reached, subjects: of } = stateOf(caller, name).migration!;
      if (reached < of && !dropUnreached) throw new Problem("migration_conflict", `${of - reached} are not reached`);
      keepOnly(subjects, migration.to);
      collection.migration = undefined;
      return stateOf(caller, name);
    },

    abandonMigration: async (caller, name) => {
      const collection = known(caller, name);
      if (!collection.migration) throw new Problem("migration_conflict", "none is open");
      keepOnly(collection.subjects, collection.migration.from);
      collection.migration = undefined;
      return stateOf(caller, name);
    },
  };
}

function keepOnly(subjects: Map<string, Kept>, modelId: string): void {
  for (const [subject, kept] of subjects) {
    kept.templates = kept.templates.filter(({ template }) => template.modelId === modelId);
    if (kept.templates.length === 0) subjects.delete(subject);
  }
}
