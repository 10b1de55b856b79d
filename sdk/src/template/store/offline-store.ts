import type { HostKeys, SubjectAddress } from "../../contract/messages.ts";
import type { KeyStore } from "../../device/device-identity.ts";

/** A grant on the device, and how far it has been used. */
export interface HeldGrant {
  readonly address: SubjectAddress;
  /** Compact JWS. */
  readonly grant: string;
  /** Compact JWE. */
  readonly sealed: string;
  /** The host's keys as they were when the grant came; what the app has pinned goes before them. */
  readonly keys: HostKeys;
  /** How many decisions were made by it. */
  readonly decisions: number;
  /** Of those, how many were no match. */
  readonly failures: number;
  /** Id of the last audit; before the first, the SHA-256 of the grant. */
  readonly last: string;
  /** Milliseconds since 1970: the latest time at which it was looked at. */
  readonly seen: number;
}

/** An audit that the host has not acknowledged yet. */
export interface WaitingAudit {
  readonly id: string;
  readonly address: SubjectAddress;
  /** The grant it was made by, as the host gave it. */
  readonly grant: string;
  /** Compact JWS. */
  readonly audit: string;
}

/**
 * What a device keeps to verify offline. Each method is one transaction, and is durable when its promise is kept:
 * what a driver has answered is there after the device was switched off.
 *
 * Drivers throw Problem `offline_unavailable` when the store cannot be used.
 */
export interface OfflineStore extends KeyStore {
  /** Replaces the grant of that subject. Audits that wait go on waiting. */
  hold(held: HeldGrant): Promise<void>;
  /** The grant as it was, `seen` included, which from now on is `now` or later. */
  look(address: SubjectAddress, now: number): Promise<HeldGrant | undefined>;
  /**
   * Writes a decision: the grant as it is after it, and the audit.
   *
   * @returns false, and nothing is written, if the grant is not as it was `before`: another decision came first
   */
  decide(before: HeldGrant, after: HeldGrant, audit: WaitingAudit): Promise<boolean>;
  /** Oldest first. */
  waiting(): Promise<WaitingAudit[]>;
  /** These are with the host. */
  acknowledged(ids: readonly string[]): Promise<void>;
  /** Drops the subject's grant and the audits that wait. */
  forget(address: SubjectAddress): Promise<void>;
}

/** Whether no decision was made between the two, and no other grant came. */
export function isUnchanged(before: HeldGrant, present: HeldGrant | undefined): boolean {
  return present?.grant === before.grant && present.decisions === before.decisions;
}
