import type { SubjectAddress } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
import type { GrantClaims } from "./grant.ts";

/** How far a device's clock may be behind a time that was seen. Clocks are put right now and then. */
const clockTolerance = 60_000;

/** What the device knows when it is asked to use a grant. */
export interface GrantUse {
  readonly address: SubjectAddress;
  /** The thumbprint of the device's signing key, and of the one the grant names. */
  readonly device: string;
  readonly grantedTo: string;
  /** Milliseconds since 1970, as the device's clock says. */
  readonly now: number;
  /** The latest time at which the grant was looked at before. */
  readonly seen: number;
  readonly failures: number;
}

/**
 * @throws Problem `offline_invalid` for another subject or device, `offline_expired` by the clock or when the clock
 * cannot be believed, `offline_unavailable` when it was tried too often
 */
export function assertUsable(grant: GrantClaims, use: GrantUse): void {
  const { address, now } = use;
  if (grant.collection !== address.collection || grant.subject !== address.subject) {
    throw new Problem("offline_invalid", `it is for ${grant.subject} in ${grant.collection}`);
  }
  if (use.grantedTo !== use.device) throw new Problem("offline_invalid", "it was given to another device");
  if (now + clockTolerance < use.seen) throw new Problem("offline_expired", "this device's clock went back");
  if (now >= grant.exp * 1000) throw new Problem("offline_expired", new Date(grant.exp * 1000).toISOString());
  if (use.failures >= grant.maxFailures) {
    throw new Problem("offline_unavailable", `${use.failures} decisions were no match; only the host can go on`);
  }
}
