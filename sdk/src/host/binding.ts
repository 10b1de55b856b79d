import type { Challenge, Device, Devices, Enabled, LogPage, Revoked } from "../contract/index.ts";
import type { Caller, Page, SubjectAddress } from "./gallery.ts";
import type { Evidence } from "./evidence.ts";

/**
 * What a host does beyond a gallery that binds subjects to devices. Everyone who calls with a publishable key has proved
 * nothing yet: each operation looks at the evidence itself.
 */
export interface Binding {
  /** Given for any subject, known or not. */
  challenge(caller: Caller, address: SubjectAddress): Promise<Challenge>;
  /** @throws Problem `proof_missing`, `proof_invalid`, `challenge_invalid`, `challenge_spent`, `unknown_subject` */
  devices(caller: Caller, address: SubjectAddress, evidence: Evidence): Promise<Devices>;
  /**
   * @throws Problem those of `devices`, and `ticket_missing`, `ticket_invalid`, `ticket_spent`, `precondition_required`,
   *   `precondition_failed`, `too_many_devices`
   */
  addDevice(caller: Caller, address: SubjectAddress, evidence: Evidence): Promise<Device>;
  /** @throws Problem those of `devices`, and `unknown_device` */
  revokeDevice(caller: Caller, address: SubjectAddress, device: string, evidence: Evidence): Promise<Revoked>;
  /** @throws Problem `unknown_subject` */
  enable(caller: Caller, address: SubjectAddress): Promise<Enabled>;
  /** @throws Problem `unknown_subject` */
  auditLog(caller: Caller, address: SubjectAddress, page: Page): Promise<LogPage>;
}
