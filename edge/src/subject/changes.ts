import type { Device, Devices as DeviceList, Enabled, Enrolled, Revoked } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import type { Enrolment } from "@likeness/sdk/host";
import type { Address } from "../address.ts";
import { askedBy, type Asking } from "./asking.ts";
import { assertMayChange } from "./authority.ts";
import { newcomerOf, provedBy, type Proved } from "./proving.ts";
import type { SubjectParts } from "./subject-parts.ts";
import { ticketTolerance } from "../tickets.ts";

/** Adds a template, or replaces all; the device that comes along is registered in the same transaction. */
export async function enrol(parts: SubjectParts, asking: Asking, enrolment: Enrolment): Promise<Enrolled> {
  const { vault, log, now } = parts;
  const { address, ticket } = asking;
  const proved = await provedIfTold(parts, asking);
  assertMayBeAllowed(asking, proved);
  const newcomer = await newcomerOf(parts, asking);
  const by = askedBy(asking, proved?.device);
  const consent = ticket?.consent ?? enrolment.consent;
  assertOwnConsent(asking, enrolment);

  if (consent && Date.parse(consent.expiresAt) <= now().getTime()) throw new Problem("consent_missing", "it has ended");

  const idempotency = idempotencyOf(enrolment, newcomer?.device);
  const enrolled = await vault.enrol(address, { ...enrolment, consent, idempotency }, (was) => {
    assertMayChange(asking, was?.version, isEnough(parts, asking, proved));
    const at = now();
    proved?.confirm();
    spendTicket(parts, asking);
    const isNew = newcomer?.register();
    const details = { modelId: enrolment.template.modelId, ...(consent && { consent: consent.text }) };
    log.append(enrolment.replace && was ? "replaced" : "enrolled", by, details, at);
    if (newcomer && isNew) log.append("device_added", by, { device: newcomer.device }, at);
  });
  return { ...enrolled, ...(newcomer && { device: newcomer.device }) };
}

export async function addDevice(parts: SubjectParts, asking: Asking): Promise<Device> {
  const { vault, devices, log, transaction, now } = parts;
  const proved = await provedIfTold(parts, asking);
  assertMayBeAllowed(asking, proved);
  const newcomer = await newcomerOf(parts, asking);
  if (!newcomer) throw new Problem("proof_missing", "the new device has to prove its key");
  const by = askedBy(asking, proved?.device);

  return transaction(() => {
    const version = vault.state()?.version;
    // Without a template there is nothing to verify against; and who is unknown is unknown to everybody alike.
    if (version === undefined) throw new Problem(asking.key.kind === "secret" ? "unknown_subject" : "ticket_invalid");
    assertMayChange(asking, version, isEnough(parts, asking, proved));
    proved?.confirm();
    spendTicket(parts, asking);
    const isNew = newcomer.register();
    if (isNew) log.append("device_added", by, { device: newcomer.device }, now());
    const added = devices.list().find(({ device }) => device === newcomer.device)!;
    return { ...added, version: isNew ? vault.changed() : version };
  });
}

export async function listDevices(parts: SubjectParts, asking: Asking): Promise<DeviceList> {
  const { vault, devices, transaction } = parts;
  const proved = await provedBy(parts, asking);
  return transaction(() => {
    proved?.confirm();
    vault.assertKnown(asking.address);
    return { devices: devices.list() };
  });
}

export async function revokeDevice(parts: SubjectParts, asking: Asking, device: string): Promise<Revoked> {
  const { vault, devices, log, transaction, now } = parts;
  const proved = await provedBy(parts, asking);
  return transaction(() => {
    proved?.confirm();
    vault.assertKnown(asking.address);
    if (!devices.revoke(device)) throw new Problem("unknown_device", device);
    vault.changed();
    log.append("device_revoked", askedBy(asking, proved?.device), { device }, now());
    return { device, devices: devices.list().length };
  });
}

/** After too many failures: the backend has made sure of who it is in some other way. */
export function enable(
  { vault, attempts, log, transaction, now }: SubjectParts,
  address: Address,
  keyId: string,
): Enabled {
  return transaction(() => {
    vault.assertKnown(address);
    attempts.enable();
    log.append("enabled", `key:${keyId.slice(0, 8)}`, {}, now());
    return { subject: address.subject };
  });
}

/** A proof where one was sent; whether there has to be one is asked when all is known. */
function provedIfTold(parts: SubjectParts, asking: Asking) {
  return asking.proof ? provedBy(parts, asking) : undefined;
}

/**
 * Before anything of the subject is looked at: who brings nothing that could allow a change learns nothing of them, not
 * even by an idempotency key that was used.
 */
function assertMayBeAllowed({ key, ticket }: Asking, proved: Proved | undefined): void {
  if (key.kind === "publishable" && !ticket && !proved) throw new Problem("ticket_missing");
}

/**
 * Whether a proof alone may change the subject. Where an attempt would have to wait, or be refused, so does a change: it
 * would put another face in the place of the one that was not matched.
 *
 * @throws Problem `attempts_delayed`, `attempts_disabled`
 */
function isEnough({ attempts, policyOf, now }: SubjectParts, { address, key, ticket }: Asking, proved: Proved | undefined) {
  if (!proved) return false;
  const policy = policyOf(address.tenant);
  if (key.kind === "publishable" && !ticket) attempts.assertOpen(policy, now());
  return !policy.changesNeedTicket;
}

/** What is sent again is sent for the same device: otherwise the first answer would be about another. */
function idempotencyOf({ idempotency }: Enrolment, device: string | undefined): Enrolment["idempotency"] {
  if (!idempotency || device === undefined) return idempotency;
  return { key: idempotency.key, digest: `${idempotency.digest} ${device}` };
}

/** Spent in the transaction of what it was for, so that a refused enrolment spends nothing: [TIC2], [TIC3]. */
function spendTicket({ spent, now }: SubjectParts, { ticket }: Asking): void {
  if (!ticket) return;
  const time = now().getTime();
  const expiresAt = (ticket.exp + ticketTolerance) * 1000;
  if (expiresAt <= time) throw new Problem("ticket_invalid", "it has expired");
  const erasedAt = spent.erasedAt();
  // By a clock that is ahead it may be dated after.
  if (erasedAt !== undefined && (ticket.iat - ticketTolerance) * 1000 <= erasedAt) {
    throw new Problem("ticket_spent", "it is from before the subject was erased");
  }
  if (!spent.spend(`ticket:${ticket.jti}`, expiresAt, time)) throw new Problem("ticket_spent");
}

/** What a user has agreed to is the backend's to say: in its ticket, or by its secret key. */
function assertOwnConsent({ key }: Asking, { consent }: Enrolment): void {
  if (consent && key.kind !== "secret") throw new Problem("invalid_request", "consent: it comes with the ticket");
}
