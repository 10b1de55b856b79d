import { DurableObject } from "cloudflare:workers";
import type {
  AuditsKept,
  Device,
  Devices,
  Enabled,
  Enrolled,
  Revoked,
  Subject as SubjectAnswer,
} from "@likeness/sdk/contract";
import type { Template } from "@likeness/sdk/core";
import type { Enrolment, KeptAudits, Page, SignedAudit } from "@likeness/sdk/host";
import type { Address } from "../address.ts";
import type { Asking } from "./asking.ts";
import type { LogPart } from "./audit-log.ts";
import { addDevice, enable, enrol, listDevices, revokeDevice } from "./changes.ts";
import { deliver } from "../outbox/delivery.ts";
import type { SubjectEnv } from "./subject-env.ts";
import { erase, eraseWhereConsentEnded } from "./erasure.ts";
import type { ErasedSubject } from "./erasures.ts";
import { forget } from "../storage/memory.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { auditLog, read, templatesToGrant } from "./reading.ts";
import { createRemotes } from "../outbox/remote.ts";
import { subjectParts, type SubjectParts } from "./subject-parts.ts";
import { verify, type Comparison, type Verdict } from "./verification.ts";

/** Milliseconds until a bucket is asked again that did not delete a key. */
const shredAgain = 30_000;

/**
 * One enrolled subject. Thin: what it does is in the modules that it hands its parts to, and what it keeps is in the
 * parts. The runtime holds every answer back until what was written before it is durable.
 */
export class Subject extends DurableObject<SubjectEnv> {
  readonly #parts: SubjectParts;

  constructor(state: DurableObjectState, env: SubjectEnv) {
    super(state, env);
    this.#parts = subjectParts(state, env);
  }

  async enrol(asking: Asking, enrolment: Enrolment): Promise<Outcome<Enrolled>> {
    const outcome = await outcomeOf(() => enrol(this.#current(), asking, enrolment));
    // What was made for an enrolment that is refused after all is not left behind.
    if (!("value" in outcome) && this.#parts.vault.hasUnusedKey()) this.#wakeNow();
    return this.#telling(outcome);
  }

  async verify(asking: Asking, comparison: Comparison): Promise<Outcome<Verdict>> {
    const outcome = await outcomeOf(() => verify(this.#current(), asking, comparison));
    return "value" in outcome && outcome.value.moved ? this.#telling(outcome) : outcome;
  }

  async erase(address: Address, keyId: string): Promise<Outcome<ErasedSubject>> {
    const outcome = await outcomeOf(() => erase(this.#current(), address, keyId));
    // Pending too: the alarm goes on with it.
    if ("value" in outcome || outcome.code === "erasure_pending") this.#wakeNow();
    return outcome;
  }

  devices(asking: Asking): Promise<Outcome<Devices>> {
    return outcomeOf(() => listDevices(this.#current(), asking));
  }

  addDevice(asking: Asking): Promise<Outcome<Device>> {
    return outcomeOf(() => addDevice(this.#current(), asking));
  }

  revokeDevice(asking: Asking, device: string): Promise<Outcome<Revoked>> {
    return outcomeOf(() => revokeDevice(this.#current(), asking, device));
  }

  enable(address: Address, keyId: string): Promise<Outcome<Enabled>> {
    return outcomeOf(() => enable(this.#current(), address, keyId));
  }

  async read(address: Address): Promise<Outcome<SubjectAnswer>> {
    const outcome = await outcomeOf(() => read(this.#current(), address));
    // For what has waited since there was no server to tell; where an alarm is set, its time is right.
    if ("value" in outcome && outcome.value.pending && (await this.ctx.storage.getAlarm()) === null) this.#wakeNow();
    return outcome;
  }

  templates(address: Address, keyId: string): Promise<Outcome<Template[]>> {
    return outcomeOf(() => templatesToGrant(this.#current(), address, keyId));
  }

  auditLog(address: Address, page: Page): Promise<Outcome<LogPart>> {
    return outcomeOf(() => auditLog(this.#current(), address, page));
  }

  keepAudits(address: Address, audits: readonly SignedAudit[]): Promise<Outcome<AuditsKept>> {
    return outcomeOf(() => {
      const { vault, transaction, audits: kept } = this.#current();
      return transaction(() => {
        vault.assertKnown(address);
        return kept.keep(audits);
      });
    });
  }

  audits(address: Address, page: Page): Promise<Outcome<KeptAudits>> {
    return outcomeOf(() => {
      const { vault, audits } = this.#current();
      vault.assertKnown(address);
      return audits.page(page);
    });
  }

  /** Whatever is due: a consent that ends, keys to be shredded, messages for the server, and emptying itself. */
  override async alarm(): Promise<void> {
    const { vault, spent, now } = this.#parts;
    const due: (number | undefined)[] = [];
    eraseWhereConsentEnded(this.#parts);
    await vault.shred().catch(() => due.push(Date.now() + shredAgain));
    // Without a server what is to be told waits, and does not wake the object again and again.
    if (this.env.REMOTE_URL) due.push(await deliver(vault.outbox, createRemotes(this.env), vault.toTell, now));
    else if (!vault.state()) vault.outbox.dropUntold();
    if (vault.isEmpty()) {
      const remembered = spent.nextExpiry(now().getTime());
      if (remembered === undefined) {
        forget(this.ctx.storage.sql);
        return this.ctx.storage.deleteAll();
      }
      due.push(remembered);
    }
    due.push(vault.consentEnds());
    await this.#wakeAt(Math.min(...due.filter((time) => time !== undefined)));
  }

  /** Who is enrolled now: a consent that has ended counts no more, whether the alarm for it has come or not. */
  #current(): SubjectParts {
    if (eraseWhereConsentEnded(this.#parts)) this.#wakeNow();
    return this.#parts;
  }

  /** The server is told after the answer, and the answer does not wait for it. */
  #telling<Value>(outcome: Outcome<Value>): Outcome<Value> {
    if ("value" in outcome) this.#wakeNow();
    return outcome;
  }

  /** Not awaited: written together with the change, before the answer leaves. */
  #wakeNow(): void {
    void this.ctx.storage.setAlarm(Date.now());
  }

  async #wakeAt(time: number): Promise<void> {
    if (time === Infinity) return;
    // One that was set meanwhile is for a change that cannot wait.
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > time) await this.ctx.storage.setAlarm(time);
  }
}
