import { z } from "@hono/zod-openapi";
import { problems, templateEncodings, type EncodedTemplate, type ProblemCode } from "../core/index.ts";

const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/)
  .describe("1 to 128 letters, digits, and . _ ~ -; the first a letter or digit");

export const collectionParameters = z.object({
  collection: identifier.openapi({ param: { name: "collection", in: "path" }, example: "staff" }),
});

export const subjectParameters = collectionParameters.extend({
  subject: identifier.openapi({ param: { name: "subject", in: "path" }, example: "ada" }),
});

export const enrolHeaders = z.object({
  "idempotency-key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("Sent again with the same body, the first answer is given again and nothing is stored twice"),
});

export const encodedTemplate = z
  .strictObject({
    modelId: z.string().min(1).max(128),
    encoding: z.enum(templateEncodings),
    data: z.string().max(12_000).describe("Little-endian values, base64url without padding"),
  })
  .openapi("Template") satisfies z.ZodType<EncodedTemplate>;

const metadata = z
  .record(z.string().min(1).max(64), z.string().max(256))
  .refine((entries) => Object.keys(entries).length <= 16, "at most 16 entries");

const rate = z.number().gt(0).lt(1);

export const enrolBody = z
  .strictObject({
    template: encodedTemplate,
    metadata: metadata.optional().describe("Replaces the subject's metadata"),
  })
  .openapi("Enrol");

export const livenessClaim = z
  .strictObject({
    method: z.enum(["active", "passive"]).describe("active: somebody did what was asked; passive: a model judged"),
    nonce: z.string().min(1).max(128).optional().describe("Of the challenge that was done"),
  })
  .openapi("LivenessClaim", { description: "What the device says it has seen of a live person; nobody checks it" });

export const verifyBody = z
  .strictObject({
    probe: encodedTemplate,
    targetFmr: rate.default(1e-4).describe("False match rate wanted of this comparison"),
    liveness: livenessClaim.optional(),
  })
  .openapi("Verify");

export const identifyBody = z
  .strictObject({
    probe: encodedTemplate,
    targetFpir: rate.default(0.003).describe("False positive identification rate wanted of the whole search"),
    maxCandidates: z.int().min(1).max(100).default(5),
  })
  .openapi("Identify");

export const health = z
  .object({
    status: z.literal("ok"),
    service: z.enum(["edge", "server"]),
    models: z.array(z.string()).readonly().describe("The embedding models whose templates are taken, by modelId"),
    engine: z.string().optional().describe("What searches, on a server"),
  })
  .openapi("Health");

const score = z.number().optional().describe("Cosine; only for a key that may see scores");
const timestamp = z.iso.datetime();

export const enrolled = z
  .object({
    subject: z.string(),
    templateId: z.string(),
    modelId: z.string(),
    enrolledAt: timestamp,
    templates: z.int().describe("How many templates the subject has now"),
  })
  .openapi("Enrolled");

export const subject = z
  .object({
    subject: z.string(),
    modelId: z.string(),
    templates: z.array(z.object({ templateId: z.string(), enrolledAt: timestamp })).readonly(),
    metadata,
    indexed: z.boolean().describe("Whether a search over the collection takes all of these templates in"),
  })
  .openapi("Subject");

export const erased = z
  .object({ subject: z.string(), templates: z.int().describe("How many templates are gone") })
  .openapi("Erased");

export const verified = z
  .object({
    match: z.boolean(),
    modelId: z.string(),
    threshold: z.object({
      score: z.number(),
      fmr: z.number().describe("As measured for the model, see its card"),
    }),
    keyBound: z.boolean().describe("Whether a registered device key signed the request"),
    liveness: z.enum(["none", "client-claimed"]).describe("client-claimed: the device says so, and nobody checked"),
    score,
  })
  .openapi("Verified");

export const searchStage = z
  .object({
    scope: z.literal("everyone"),
    subjects: z.int(),
    templates: z.int(),
    scanned: z.int().describe("How many templates the probe was compared with"),
    exact: z.boolean().describe("Whether the answer is the one that comparing with each would give"),
  })
  .openapi("SearchStage");

export const identified = z
  .object({
    candidates: z
      .array(z.object({ subject: z.string(), rank: z.int(), score }))
      .readonly()
      .describe("Best first; empty when nobody passes the threshold"),
    modelId: z.string(),
    threshold: z.object({
      score: z.number(),
      fmr: z.number(),
      fpir: z.number().describe("What holds for this search; above the target where no measurement supports it"),
    }),
    plan: z.array(searchStage).readonly(),
  })
  .openapi("Identified");

const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457. */
export const problemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes),
    detail: z.string().optional(),
    requestId: z.string().optional(),
  })
  .openapi("Problem");
