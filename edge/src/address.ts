import type { SubjectAddress } from "@likeness/sdk/host";

/** A subject of one tenant. Its object is told with every call: it does not know its own name. */
export interface Address extends SubjectAddress {
  readonly tenant: string;
}
