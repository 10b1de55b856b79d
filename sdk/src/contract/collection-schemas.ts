import { z } from "@hono/zod-openapi";
import { templateEncodings } from "../core/index.ts";
import { defaultTargetFmr, defaultTargetFpir } from "./defaults.ts";
import { fields, filter } from "./filter-schema.ts";
import { encodedTemplate, problemCode, subject } from "./schemas.ts";
import { idempotencyKey, identifier, metadata, rate, timestamp } from "./values.ts";

const modelId = z.string().min(1).max(128);

export const collectionState = z
  .object({
    collection: z.string(),
    spaces: z
      .array(z.object({ modelId: z.string(), subjects: z.int(), templates: z.int() }))
      .readonly()
      .describe("What the templates of one model are searched in, one a model"),
    fields: fields.describe("The fields of metadata that it may be filtered by"),
    migration: z
      .object({
        from: z.string(),
        to: z.string(),
        reached: z.int().describe("How many subjects have a template of the new model"),
        subjects: z.int().describe("Of how many"),
        startedAt: timestamp,
      })
      .optional()
      .describe("While it moves to another model"),
  })
  .openapi("Collection");

export const fieldsBody = z
  .strictObject({ fields: fields.describe("One that is declared already keeps its type") })
  .openapi("Fields");

export const subjectsQuery = z.object({
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .optional()
    .openapi({ param: { name: "cursor", in: "query" }, description: "Of the page before" }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(100)
    .openapi({ param: { name: "limit", in: "query" } }),
  filter: z
    .string()
    .max(8_192)
    .optional()
    .openapi({ param: { name: "filter", in: "query" }, description: "A Filter, as JSON" }),
});

export const subjectPage = z
  .object({
    subjects: z.array(subject).readonly().describe("In the order of their names"),
    cursor: z.string().optional().describe("Where the next page begins; absent on the last"),
  })
  .openapi("SubjectPage");

export const enrolLine = z
  .strictObject({
    subject: identifier,
    template: encodedTemplate,
    metadata: metadata.optional().describe("Replaces the subject's metadata"),
    replace: z.boolean().optional().describe("Drops every template that the subject had, of whatever model"),
    quality: z.number().min(0).max(1).optional().describe("As the device measured it; it decides nothing"),
    idempotencyKey: idempotencyKey
      .optional()
      .describe("Sent again with the very same line, the first answer is given again and nothing is stored twice"),
  })
  .openapi("EnrolLine");

const lineProblem = z
  .object({ code: problemCode, title: z.string(), status: z.int(), detail: z.string().optional() })
  .openapi("LineProblem");

const stopped = lineProblem.optional().describe("Why it ended before the end");

export const enrolOutcome = z.union([
  z.object({ line: z.int(), subject: z.string(), templateId: z.string() }),
  z.object({ line: z.int(), problem: lineProblem }),
]);

export const enrolSummary = z.object({
  summary: z.object({ lines: z.int(), enrolled: z.int(), refused: z.int() }),
  problem: stopped,
});

/** A line of a batch's answer. */
export const enrolAnswer = z.union([enrolOutcome, enrolSummary]).openapi("EnrolAnswer");

export const exportQuery = z.object({
  encoding: z
    .enum(templateEncodings)
    .default("f32")
    .openapi({ param: { name: "encoding", in: "query" } }),
});

export const templateLine = z.object({
  subject: z.string(),
  templateId: z.string(),
  enrolledAt: timestamp,
  template: encodedTemplate,
  metadata,
});

export const templatesSummary = z.object({ summary: z.object({ templates: z.int() }), problem: stopped });

/** A line of an export. */
export const exportAnswer = z.union([templateLine, templatesSummary]).openapi("ExportAnswer");

export const similarBody = z
  .strictObject({
    targetFpir: rate.default(defaultTargetFpir).describe("False positive identification rate wanted of the search"),
    maxCandidates: z.int().min(1).max(100).default(5),
    filter: filter.optional(),
  })
  .openapi("Similar");

export const groupBody = z
  .strictObject({
    modelId: modelId.optional().describe("Whose templates are compared, where there are several models"),
    targetFmr: rate.default(defaultTargetFmr).describe("False match rate of one comparison"),
  })
  .openapi("Group");

export const groupLine = z.object({ subjects: z.array(z.string()).readonly() });

export const groupsSummary = z.object({ summary: z.object({ groups: z.int(), subjects: z.int() }), problem: stopped });

/** A line of the groups. */
export const groupAnswer = z.union([groupLine, groupsSummary]).openapi("GroupAnswer");

export const migrateBody = z.strictObject({ to: modelId.describe("Its modelId") }).openapi("Migrate");

export const finishMigrationBody = z
  .strictObject({
    dropUnreached: z.boolean().default(false).describe("Erases those who have no template of the new model"),
  })
  .openapi("FinishMigration");
