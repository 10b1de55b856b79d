import type {
  AuditsBody,
  AuditsKept,
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

/** What a device asks of its host around offline verification. A `Client` is one. */
export interface OfflineHost {
  verify(
    address: SubjectAddress,
    probe: Template,
    options?: CallOptions & { readonly targetFmr?: number | undefined; readonly liveness?: LivenessClaim | undefined },
  ): Promise<Verified>;
  keys(options?: CallOptions): Promise<HostKeys>;
  grantOffline(address: SubjectAddress, wanted: GrantBody, options?: CallOptions): Promise<Granted>;
  sendAudits(address: SubjectAddress, audits: AuditsBody, options?: CallOptions): Promise<AuditsKept>;
}
