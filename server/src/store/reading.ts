import type { UnitVector } from "@likeness/sdk/core";
import { damaged } from "./failures.ts";
import { metadataOf, type Metadata, type Tables } from "./people.ts";
import type { SubjectRow } from "./rows.ts";
import { vectorOf } from "./templates.ts";

export interface StoredTemplate {
  readonly label: number;
  readonly templateId: string;
  /** Another than the subject's while its collection moves from one model to the next. */
  readonly modelId: string;
  readonly enrolledAt: string;
  readonly vector: UnitVector;
}

export interface StoredSubject {
  readonly subject: string;
  readonly modelId: string;
  readonly metadata: Metadata;
  /** In the order they were enrolled. */
  readonly templates: readonly StoredTemplate[];
}

/**
 * A subject with all that it has; undefined if nothing of it is left but what is on its way out.
 *
 * @throws Problem `store_damaged`
 */
export function storedSubject({ spaces, templates }: Tables, subject: SubjectRow): StoredSubject | undefined {
  const rows = templates.of(subject.id);
  if (rows.length !== subject.templates) {
    throw damaged("subjects", subject.id, `it has ${subject.templates} templates; ${rows.length} are there`);
  }
  const models = new Map<number, string | undefined>();
  const modelOf = (spaceId: number): string | undefined => {
    if (!models.has(spaceId)) {
      const { model_id: modelId, closing } = spaces.get(spaceId);
      models.set(spaceId, closing ? undefined : modelId);
    }
    return models.get(spaceId);
  };
  const there = rows.flatMap((row) => {
    const modelId = modelOf(row.space_id);
    if (modelId === undefined) return [];
    const { id: label, template_id: templateId, enrolled_at: enrolledAt } = row;
    return [{ label, templateId, modelId, enrolledAt, vector: vectorOf(row) }];
  });
  if (there.length === 0) return undefined;
  const modelId = modelOf(subject.space_id) ?? there[0]!.modelId;
  return { subject: subject.name, modelId, metadata: metadataOf(subject), templates: there };
}
