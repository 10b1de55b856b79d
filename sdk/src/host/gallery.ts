import type { Template } from "../core/index.ts";
import type { Enrolled, Erased, Identified, LivenessClaim, Subject, Verified } from "../contract/index.ts";

/** Who asks, as their key says. */
export interface Caller {
  readonly tenant: string;
  /** Whether answers may carry comparison scores: with them, who asks often can rebuild a template. */
  readonly scores: boolean;
}

export interface SubjectAddress {
  readonly collection: string;
  readonly subject: string;
}

export interface Enrolment {
  readonly template: Template;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** Enrolling again under the same key gives the first answer and stores nothing. */
  readonly idempotency: Idempotency | undefined;
}

export interface Idempotency {
  readonly key: string;
  /** SHA-256 of the request's body: the same key with another body is a mistake, not a retry. */
  readonly digest: string;
}

/**
 * What a host does, behind the contract. Templates arrive decoded, finite and of length 1; a gallery keeps each
 * caller's tenant apart from every other, and acknowledges nothing before it is durable.
 */
export interface Gallery {
  /** @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused` */
  enrol(caller: Caller, address: SubjectAddress, enrolment: Enrolment): Promise<Enrolled>;
  /** @throws Problem `unknown_subject` */
  read(caller: Caller, address: SubjectAddress): Promise<Subject>;
  /** @throws Problem `unknown_subject` */
  erase(caller: Caller, address: SubjectAddress): Promise<Erased>;
  /** @throws Problem `unknown_subject`, `model_mismatch` */
  verify(caller: Caller, address: SubjectAddress, comparison: Comparison): Promise<Verified>;
  /** @throws Problem `model_mismatch`, `remote_unavailable` */
  identify(caller: Caller, collection: string, search: Search): Promise<Identified>;
}

export interface Comparison {
  readonly probe: Template;
  readonly targetFmr: number;
  /** What the device says; nothing is decided by it. */
  readonly liveness: LivenessClaim | undefined;
}

export interface Search {
  readonly probe: Template;
  readonly targetFpir: number;
  readonly maxCandidates: number;
}

/** As many templates as a subject keeps: views of one face, not a film of it. */
export const templatesPerSubject = 16;
