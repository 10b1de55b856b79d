import type { SubjectAddress } from "@likeness/sdk/host";

/** A subject of one tenant. */
export interface Address extends SubjectAddress {
  readonly tenant: string;
}
