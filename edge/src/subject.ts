import { DurableObject } from "cloudflare:workers";
import type { Calibration, Template, Verification } from "@likeness/sdk/core";
import type { AuditsKept, Enrolled, Erased, Subject as SubjectAnswer } from "@likeness/sdk/contract";
import type { Enrolment, KeptAudits, Page, SignedAudit } from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import { deliver } from "./delivery.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { createRemotes, type RemoteEnv } from "./remote.ts";
import { openVault, type Vault } from "./vault.ts";

/**
 * One enrolled subject. Thin: what it keeps is in the vault, what it tells the remote index in the delivery.
 * The runtime holds every answer back until what was written before it is durable.
 */
export class Subject extends DurableObject<RemoteEnv> {
  readonly #vault: Vault;

  constructor(state: DurableObjectState, env: RemoteEnv) {
    super(state, env);
    this.#vault = openVault(state.storage);
  }

  enrol(address: Address, enrolment: Enrolment): Outcome<Enrolled> {
    return this.#changing(() => this.#vault.enrol(address, enrolment));
  }

  read(address: Address): Outcome<SubjectAnswer> {
    const indexed = this.#vault.outbox.isClear();
    if (!indexed) void this.#wake();
    return outcomeOf(() => ({ ...this.#vault.read(address), indexed }));
  }

  verify(address: Address, calibration: Calibration, probe: Template, targetFmr: number): Outcome<Verification> {
    return outcomeOf(() => this.#vault.verify(address, calibration, probe, targetFmr));
  }

  erase(address: Address): Outcome<Erased> {
    return this.#changing(() => this.#vault.erase(address));
  }

  templates(address: Address): Outcome<Template[]> {
    return outcomeOf(() => this.#vault.templates(address));
  }

  keepAudits(address: Address, audits: readonly SignedAudit[]): Outcome<AuditsKept> {
    return outcomeOf(() => this.#vault.keepAudits(address, audits));
  }

  audits(address: Address, page: Page): Outcome<KeptAudits> {
    return outcomeOf(() => this.#vault.audits(address, page));
  }

  /** Set with every change, and again after a failed delivery. */
  override async alarm(): Promise<void> {
    // Without a server what is to be told waits, and does not wake the object again and again.
    if (!this.env.REMOTE_URL) return;
    const retryIn = await deliver(this.#vault.outbox, createRemotes(this.env));
    if (retryIn !== undefined) await this.ctx.storage.setAlarm(Date.now() + retryIn);
    else if (this.#vault.isEmpty() && this.#vault.outbox.isClear()) await this.ctx.storage.deleteAll();
  }

  /** For what has waited since there was no server to tell; where an alarm is set, its time is right. */
  async #wake(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now());
  }

  #changing<Value>(change: () => Value): Outcome<Value> {
    const outcome = outcomeOf(change);
    // Not awaited: written together with the change, in one turn, before the answer leaves.
    if ("value" in outcome) void this.ctx.storage.setAlarm(Date.now());
    return outcome;
  }
}
