export * from "./client.ts";
export type { TransportOptions } from "./transport.ts";
export type {
  Enrolled,
  Erased,
  Health,
  Identified,
  SearchStage,
  Subject,
  Verified,
} from "../contract/schemas.ts";
