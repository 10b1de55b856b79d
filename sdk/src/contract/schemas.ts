import { z } from "@hono/zod-openapi";
import { problems, templateEncodings, type EncodedTemplate, type ProblemCode } from "../core/index.ts";
import { defaultTargetFmr, defaultTargetFpir } from "./defaults.ts";
import { filter } from "./filter-schema.ts";
import { idempotencyKey, identifier, metadata, rate, timestamp } from "./values.ts";

export const collectionParameters = z.object({
  collection: identifier.openapi({ param: { name: "collection", in: "path" }, example: "staff" }),
});

export const subjectParameters = collectionParameters.extend({
  subject: identifier.openapi({ param: { name: "subject", in: "path" }, example: "ada" }),
});

const evidence = (description: string) => z.string().optional().describe(description);

/** By a device that is registered. */
const proof = evidence("A device's proof of this request over a challenge: JSON, base64url");

/** Of a request that a device proves. */
export const provedHeaders = z.object({ "likeness-proof": proof });

/** Of a request that changes who may verify as a subject. */
export const changeHeaders = z.object({
  "likeness-proof": proof,
  "likeness-new-device": evidence("A proof by the device that the request registers: JSON, base64url"),
  "likeness-ticket": evidence("Of the tenant's backend: a JWT, Ed25519"),
  "if-match": evidence("The version of the subject that is meant, in double quotes"),
});

export const enrolHeaders = changeHeaders.extend({
  "idempotency-key": idempotencyKey
    .optional()
    .describe("Sent again with the same body, the first answer is given again and nothing is stored twice"),
});

export const deviceParameters = subjectParameters.extend({
  device: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,400}$/)
    .openapi({ param: { name: "device", in: "path" } }),
});

export const encodedTemplate = z
  .strictObject({
    modelId: z.string().min(1).max(128),
    encoding: z.enum(templateEncodings),
    data: z.string().max(12_000).describe("Little-endian values, base64url without padding"),
  })
  .openapi("Template") satisfies z.ZodType<EncodedTemplate>;

export const consent = z
  .strictObject({
    text: z.string().min(1).max(64).describe("Which version of the text was shown"),
    purpose: z.string().min(1).max(256).describe("What for"),
    expiresAt: timestamp.describe("At this time the subject is erased"),
  })
  .openapi("Consent");

export const enrolBody = z
  .strictObject({
    template: encodedTemplate,
    metadata: metadata.optional().describe("Replaces the subject's metadata"),
    replace: z.boolean().optional().describe("Drops every template that the subject had, of whatever model"),
    quality: z.number().min(0).max(1).optional().describe("As the device measured it; it decides nothing"),
    consent: consent.optional().describe("For an enrolment by a secret key; a ticket carries its own"),
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
    targetFmr: rate.default(defaultTargetFmr).describe("False match rate wanted of this comparison"),
    liveness: livenessClaim.optional(),
    successor: encodedTemplate.optional().describe("Of the same face by another model; kept if this matches"),
  })
  .openapi("Verify");

export const identifyBody = z
  .strictObject({
    probe: encodedTemplate,
    targetFpir: rate.default(defaultTargetFpir).describe("False positive identification rate wanted of the whole search"),
    maxCandidates: z.int().min(1).max(100).default(5),
    filter: filter.optional(),
    successor: encodedTemplate
      .optional()
      .describe("Of the same face by the model that the collection moves to; for secret keys"),
  })
  .openapi("Identify");

export const health = z
  .object({
    status: z.literal("ok"),
    service: z.enum(["edge", "server"]),
    models: z.array(z.string()).readonly().describe("The embedding models whose templates are taken, by modelId"),
    engine: z.string().optional().describe("What searches, on a server"),
    build: z
      .record(z.string(), z.string())
      .optional()
      .describe("What the engine was built as and runs by here, by name"),
  })
  .openapi("Health");

export const ready = z
  .object({ status: z.literal("ready"), service: z.enum(["edge", "server"]) })
  .openapi("Ready");

const score = z.number().optional().describe("Cosine; only for a key that may see scores");
const version = z.string().optional().describe("Of the subject, for If-Match; from a host that tells versions apart");
const liveness = z
  .enum(["none", "client-claimed"])
  .describe("client-claimed: the device says so, and nobody checked");

export const enrolled = z
  .object({
    subject: z.string(),
    templateId: z.string(),
    modelId: z.string(),
    enrolledAt: timestamp,
    templates: z.int().describe("How many templates the subject has now"),
    version,
    device: z.string().optional().describe("The device that was registered with it"),
  })
  .openapi("Enrolled");

const attemptsState = z.object({
  failures: z.int().describe("How many have failed since the last match"),
  disabled: z.boolean().describe("Verifying is off until a secret key enables it"),
  notBefore: timestamp.optional().describe("Before this no attempt is taken"),
});

const pending = z.object({
  messages: z.int(),
  since: timestamp.describe("Since when the oldest has waited"),
  problem: z.string().optional().describe("Why the last try failed, or why the server refuses it for good"),
});

export const subject = z
  .object({
    subject: z.string(),
    modelId: z.string(),
    templates: z.array(z.object({ templateId: z.string(), modelId: z.string(), enrolledAt: timestamp })).readonly(),
    metadata,
    indexed: z.boolean().describe("Whether a search over the collection takes all of these templates in"),
    version,
    consent: consent.optional(),
    attempts: attemptsState.optional(),
    pending: pending.optional().describe("What the server has still to be told"),
  })
  .openapi("Subject");

export const erased = z
  .object({
    subject: z.string(),
    templates: z.int().describe("How many templates are gone"),
    receipt: z.string().optional().describe("Compact JWS, signed by the host; from an edge worker"),
  })
  .openapi("Erased");

export const challenge = z
  .object({
    nonce: z.string(),
    tenant: z.string().describe("Part of what is signed"),
    expiresAt: timestamp,
  })
  .openapi("Challenge");

export const device = z
  .object({
    device: z.string().describe("Thumbprint of its key (RFC 7638), or the passkey's credential id"),
    kind: z.enum(["key", "passkey"]),
    label: z.string().optional().describe("As the device called itself"),
    addedAt: timestamp,
    version,
  })
  .openapi("Device");

export const devices = z.object({ devices: z.array(device).readonly() }).openapi("Devices");

export const revoked = z
  .object({ device: z.string(), devices: z.int().describe("How many the subject has left") })
  .openapi("Revoked");

export const enabled = z.object({ subject: z.string() }).openapi("Enabled");

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const logEntry = z
  .object({
    sequence: z.int(),
    at: timestamp,
    event: z.enum([
      "enrolled",
      "replaced",
      "verified",
      "refused",
      "device_added",
      "device_revoked",
      "enabled",
      "successor_added",
      "moved",
      "grant_given",
      "erased",
      "expired",
    ]),
    by: z.string().describe("`device:ID`, `key:DIGITS`, `ticket:ID` or `worker`"),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    previous: hash.describe("Of the entry before; of the first, zeros"),
    hash: hash.describe("SHA-256"),
  })
  .openapi("LogEntry");

export const logPage = z
  .object({
    entries: z.array(logEntry).readonly().describe("In the order it happened"),
    head: z.string().describe("The log's present end, a compact JWS signed by the host"),
    cursor: z.string().optional().describe("Where the next page begins; absent on the last"),
  })
  .openapi("LogPage");

export const verified = z
  .object({
    match: z.boolean(),
    modelId: z.string(),
    threshold: z.object({
      score,
      fmr: z.number().describe("As measured for the model, see its card"),
    }),
    keyBound: z.boolean().describe("Whether a registered device key signed the request"),
    liveness,
    score,
    successorKept: z.boolean().optional().describe("Whether the successor is kept now"),
  })
  .openapi("Verified");

const identificationThreshold = z.object({
  score,
  fmr: z.number(),
  fpir: z.number().describe("What holds for this search; above the target where no measurement supports it"),
});

export const searchStage = z
  .object({
    scope: z.enum(["everyone", "filter"]).describe("filter: those who have what was asked for"),
    subjects: z.int().describe("How many are in the scope"),
    templates: z.int(),
    scanned: z.int().describe("How many templates the probe was compared with"),
    exact: z.boolean().describe("Whether the answer is the one that comparing with each would give"),
    modelId: z.string().optional().describe("Whose templates were searched, where there are several models"),
    engine: z.string().optional().describe("What has searched"),
    milliseconds: z.number().optional().describe("How long that took"),
    threshold: identificationThreshold.optional().describe("By that model's own calibration, where there are several"),
  })
  .openapi("SearchStage");

export const identified = z
  .object({
    candidates: z
      .array(
        z.object({
          subject: z.string(),
          rank: z.int().optional().describe("Only for a key that may see scores"),
          score,
          modelId: z.string().optional().describe("By which model, where there are several; only with scores"),
        }),
      )
      .readonly()
      .describe("Who passes: best first for a key that may see scores, otherwise in the order of their names"),
    modelId: z.string(),
    threshold: identificationThreshold,
    plan: z.array(searchStage).readonly(),
    reach: z
      .object({ subjects: z.int().describe("How many could be found"), of: z.int().describe("How many there are") })
      .optional()
      .describe("Where some could not be found, because they have no template of the probe's model"),
  })
  .openapi("Identified");

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/).describe("32 bytes, base64url");

export const publicJwk = z
  .strictObject({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate })
  .openapi("PublicKey", { description: "A public key on P-256, as a JWK (RFC 7517)" });

export const hostKeys = z
  .object({
    keys: z
      .array(publicJwk.extend({ kid: z.string(), use: z.literal("sig"), alg: z.literal("ES256") }))
      .readonly()
      .describe("The first signs; empty where no grants are given"),
  })
  .openapi("HostKeys");

export const grantBody = z
  .strictObject({
    deviceKey: z.strictObject({
      signing: publicJwk.describe("Audits are signed with it, ES256; its thumbprint (RFC 7638) names the device"),
      sealing: publicJwk.describe("Templates are sealed to it, ECDH-ES"),
    }),
    maxAge: z.int().min(60).max(604_800).default(86_400).describe("Seconds"),
    targetFmr: rate.default(defaultTargetFmr).describe("The mildest false match rate it may decide at"),
  })
  .openapi("OfflineGrantRequest");

export const granted = z
  .object({
    grant: z.string().describe("Compact JWS, signed by the host"),
    sealed: z.string().describe("The templates, a compact JWE for the device's sealing key"),
    expiresAt: timestamp,
  })
  .openapi("OfflineGrant");

const compactJws = z.string().max(8_192).regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

export const auditsBody = z
  .strictObject({
    grant: compactJws.describe("As it was given; it may have expired since"),
    audits: z.array(compactJws).min(1).max(10).describe("Signed by the device"),
  })
  .openapi("OfflineAuditsBatch");

export const auditsKept = z
  .object({
    added: z.int().describe("How many were new"),
    known: z.int().describe("How many had been handed in before"),
  })
  .openapi("OfflineAuditsKept");

/** What a device signs of a decision; see `template/SPEC.md`. */
export const auditClaims = z.strictObject({
  format: z.literal("likeness-audit/1"),
  grant: z.string(),
  sequence: z.int().min(1),
  previous: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  at: timestamp,
  match: z.boolean(),
  modelId: z.string().min(1).max(128),
  fmr: z.number().min(0).max(1),
  liveness: livenessClaim.optional(),
});

export const audit = z
  .object({
    id: z.string().describe("SHA-256 of what was signed, base64url"),
    grant: z.string(),
    device: z.string().describe("Thumbprint of the device's signing key"),
    sequence: z.int().describe("Which decision by that grant, from 1"),
    at: timestamp.describe("By the device's clock"),
    receivedAt: timestamp,
    match: z.boolean(),
    modelId: z.string(),
    fmr: z.number(),
    liveness,
    chain: z
      .enum(["whole", "gap", "fork"])
      .describe("whole: the decision before it is here too; gap: it is not; fork: another one bears the same number"),
    signed: z.string().describe("The compact JWS itself"),
  })
  .openapi("OfflineAudit");

/** Of a list that is read a page at a time. */
export const pageQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .openapi({ param: { name: "cursor", in: "query" }, description: "Of the page before" }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(50)
    .openapi({ param: { name: "limit", in: "query" } }),
});

export const auditPage = z
  .object({
    audits: z.array(audit).readonly().describe("In the order they were handed in"),
    cursor: z.string().optional().describe("Where the next page begins; absent on the last"),
  })
  .openapi("OfflineAuditPage");

/** With an answer that is about one version of a subject. */
export const versionHeaders = z.object({ ETag: z.string().optional().describe("The subject's version") });

/** With an answer that asks to be left alone for a while. */
export const waitHeaders = z.object({ "Retry-After": z.string().describe("Seconds until it is worth another try") });

export const problemCode = z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]);

/** RFC 9457. */
export const problemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: problemCode,
    detail: z.string().optional(),
    requestId: z.string().optional(),
  })
  .openapi("Problem");
