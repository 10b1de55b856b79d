// Read by the compiler alone: it fails where a schema and the type that is published of it are not the same.

import type { z } from "@hono/zod-openapi";
import type * as ofCollections from "./collection-messages.ts";
import type * as collectionSchemas from "./collection-schemas.ts";
import type * as messages from "./messages.ts";
import type * as singleSchemas from "./schemas.ts";

type Schemas = typeof singleSchemas & typeof collectionSchemas;

/** Schemas infer types that may be written to; the published ones may not. That, and nothing else, is let pass. */
type Writable<T> = { -readonly [Key in keyof T]: Writable<T[Key]> };

/** The compiler takes two deferred conditional types for the same only if what they test is identical. */
type Same<A, B> =
  (<T>() => T extends Writable<A> ? 1 : 2) extends <T>() => T extends Writable<B> ? 1 : 2 ? true : false;

/** What may be sent: where the schema has a default, it may be left out. */
type Sent<Name extends keyof Schemas> = Schemas[Name] extends z.ZodType
  ? z.input<Schemas[Name]>
  : never;

type Answered<Name extends keyof Schemas> = Schemas[Name] extends z.ZodType
  ? z.output<Schemas[Name]>
  : never;

type Held<All extends Record<keyof All, true>> = All;

export type Equal = Held<{
  EnrolBody: Same<messages.EnrolBody, Sent<"enrolBody">>;
  VerifyBody: Same<messages.VerifyBody, Sent<"verifyBody">>;
  LivenessClaim: Same<messages.LivenessClaim, Sent<"livenessClaim">>;
  IdentifyBody: Same<messages.IdentifyBody, Sent<"identifyBody">>;
  Health: Same<messages.Health, Answered<"health">>;
  Enrolled: Same<messages.Enrolled, Answered<"enrolled">>;
  Subject: Same<messages.Subject, Answered<"subject">>;
  Erased: Same<messages.Erased, Answered<"erased">>;
  Consent: Same<messages.Consent, Sent<"consent">>;
  Challenge: Same<messages.Challenge, Answered<"challenge">>;
  Device: Same<messages.Device, Answered<"device">>;
  Devices: Same<messages.Devices, Answered<"devices">>;
  Revoked: Same<messages.Revoked, Answered<"revoked">>;
  Enabled: Same<messages.Enabled, Answered<"enabled">>;
  LogEntry: Same<messages.LogEntry, Answered<"logEntry">>;
  LogPage: Same<messages.LogPage, Answered<"logPage">>;
  Verified: Same<messages.Verified, Answered<"verified">>;
  SearchStage: Same<messages.SearchStage, Answered<"searchStage">>;
  Identified: Same<messages.Identified, Answered<"identified">>;
  HostKeys: Same<messages.HostKeys, Answered<"hostKeys">>;
  GrantBody: Same<messages.GrantBody, Sent<"grantBody">>;
  Granted: Same<messages.Granted, Answered<"granted">>;
  AuditsBody: Same<messages.AuditsBody, Sent<"auditsBody">>;
  AuditsKept: Same<messages.AuditsKept, Answered<"auditsKept">>;
  Audit: Same<messages.Audit, Answered<"audit">>;
  AuditClaims: Same<messages.AuditClaims, Answered<"auditClaims">>;
  AuditPage: Same<messages.AuditPage, Answered<"auditPage">>;
  ProblemBody: Same<messages.ProblemBody, Answered<"problemBody">>;
  Ready: Same<messages.Ready, Answered<"ready">>;
  CollectionState: Same<ofCollections.CollectionState, Answered<"collectionState">>;
  FieldsBody: Same<ofCollections.FieldsBody, Sent<"fieldsBody">>;
  SubjectPage: Same<ofCollections.SubjectPage, Answered<"subjectPage">>;
  EnrolLine: Same<ofCollections.EnrolLine, Sent<"enrolLine">>;
  EnrolOutcome: Same<ofCollections.EnrolOutcome, Answered<"enrolOutcome">>;
  EnrolSummary: Same<ofCollections.EnrolSummary, Answered<"enrolSummary">>;
  TemplateLine: Same<ofCollections.TemplateLine, Answered<"templateLine">>;
  TemplatesSummary: Same<ofCollections.TemplatesSummary, Answered<"templatesSummary">>;
  SimilarBody: Same<ofCollections.SimilarBody, Sent<"similarBody">>;
  GroupBody: Same<ofCollections.GroupBody, Sent<"groupBody">>;
  GroupLine: Same<ofCollections.GroupLine, Answered<"groupLine">>;
  GroupsSummary: Same<ofCollections.GroupsSummary, Answered<"groupsSummary">>;
  MigrateBody: Same<ofCollections.MigrateBody, Sent<"migrateBody">>;
  FinishMigrationBody: Same<ofCollections.FinishMigrationBody, Sent<"finishMigrationBody">>;
}>;
