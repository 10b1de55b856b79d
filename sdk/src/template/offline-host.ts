import type {
  AuditsBody,
  AuditsKept,
  Challenge,
  GrantBody,
  Granted,
  HostKeys,
  LivenessClaim,
  SubjectAddress,
  Verified,
} from "../contract/messages.ts";
import type { Template } from "../core/index.ts";

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What is for the host alone: a grant decides without it. */
export interface AskedOfHost {
  /** Asked for before, so that verifying takes one round trip. Used once. */
  readonly challenge?: Promise<Challenge> | undefined;
  /** Of the same face by another model. */
  readonly successor?: Template | undefined;
}

/** What a device asks of its host around offline verification. A `Client` is one. */
export interface OfflineHost {
  verify(
    address: SubjectAddress,
    probe: Template,
    options?: CallOptions &
      AskedOfHost & { readonly targetFmr?: number | undefined; readonly liveness?: LivenessClaim | undefined },
  ): Promise<Verified>;
  keys(options?: CallOptions): Promise<HostKeys>;
  grantOffline(address: SubjectAddress, wanted: GrantBody, options?: CallOptions): Promise<Granted>;
  sendAudits(address: SubjectAddress, audits: AuditsBody, options?: CallOptions): Promise<AuditsKept>;
}
