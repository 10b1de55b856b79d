export * from "./client.ts";
export {
  createCollectionsClient,
  type CollectionsClient,
  type ExportOptions,
  type FinishMigrationOptions,
  type GroupOptions,
  type SimilarOptions,
  type SubjectPageOptions,
  type SubjectsOptions,
} from "./collections.ts";
export type { Enrolling, EnrolManyOptions, Enrolment, EnrolProgress } from "./enrol-many.ts";
export type { Lines } from "./outgoing-lines.ts";
export type { TransportOptions } from "./transport.ts";
export type * from "../contract/collection-messages.ts";
export type * from "../contract/filter.ts";
export type * from "../contract/messages.ts";
