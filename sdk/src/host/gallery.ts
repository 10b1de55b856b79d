import type { Template } from "../core/index.ts";
import type {
  Audit,
  AuditsKept,
  Consent,
  Enrolled,
  Erased,
  Filter,
  Identified,
  LivenessClaim,
  Subject,
  SubjectAddress,
  Verified,
} from "../contract/index.ts";
import type { Evidence } from "./evidence.ts";

export type { SubjectAddress };

/** Who asks, as their key says. */
export interface Caller {
  /** SHA-256 of the API key, hex; of a worker that signs its calls, the name of the key that it signs with. */
  readonly id: string;
  readonly tenant: string;
  /** `publishable`: it lies open in a page or an app. `secret`: a backend has it, and it alone. */
  readonly kind: "publishable" | "secret";
  /** Whether answers may carry comparison scores: with them, who asks often can rebuild a template. */
  readonly scores: boolean;
  /**
   * Whether templates may leave, sealed to a device that the caller names. Whoever may ask for that can have them
   * sealed to a key of their own making, so it is for keys that are nowhere in a page or an app.
   */
  readonly offline: boolean;
  /** Whether it may search a collection. */
  readonly identify: boolean;
  /** Whether it may have every template of a collection, in the clear: for moving a gallery elsewhere. */
  readonly export?: boolean | undefined;
  /** The public key, Ed25519, base64url, of the tickets that the key's holder signs. */
  readonly tickets?: string | undefined;
  /** Of the change that this call asks for, by a worker: numbers rise, and what has a lower one comes too late. */
  readonly sequence?: number | undefined;
}

/** A call while it is answered. */
export interface Underway {
  /** Aborted when nobody waits for the answer any more: what is still to be done for it then is done for nobody. */
  readonly signal: AbortSignal;
}

export interface Enrolment {
  readonly template: Template;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** Drops what the subject had, of whatever model. */
  readonly replace: boolean;
  readonly quality: number | undefined;
  readonly consent: Consent | undefined;
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
 * caller's tenant apart from every other, and acknowledges nothing before it is durable. Each may end a call whose
 * signal is aborted by throwing the signal's reason: [ADM2].
 */
export interface Gallery {
  /** @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused`, and those of the evidence */
  enrol(
    caller: Caller,
    address: SubjectAddress,
    enrolment: Enrolment,
    evidence: Evidence,
    underway?: Underway,
  ): Promise<Enrolled>;
  /** @throws Problem `unknown_subject` */
  read(caller: Caller, address: SubjectAddress, underway?: Underway): Promise<Subject>;
  /** @throws Problem `unknown_subject` */
  erase(caller: Caller, address: SubjectAddress, underway?: Underway): Promise<Erased>;
  /** @throws Problem `unknown_subject`, `model_mismatch`, and those of the evidence */
  verify(
    caller: Caller,
    address: SubjectAddress,
    comparison: Comparison,
    evidence: Evidence,
    underway?: Underway,
  ): Promise<Verified>;
  /**
   * The subject's templates, one at least: to seal, never to answer with.
   *
   * @throws Problem `unknown_subject`
   */
  templates(caller: Caller, address: SubjectAddress): Promise<readonly Template[]>;
  /** @throws Problem `unknown_subject` */
  keepAudits(caller: Caller, address: SubjectAddress, audits: readonly SignedAudit[]): Promise<AuditsKept>;
  /** @throws Problem `unknown_subject` */
  audits(caller: Caller, address: SubjectAddress, page: Page): Promise<KeptAudits>;
  /** @throws Problem `model_mismatch`, `remote_unavailable`, `unknown_filter`, `migration_conflict` */
  identify(caller: Caller, collection: string, search: Search, underway?: Underway): Promise<Identified>;
}

export interface Comparison {
  readonly probe: Template;
  readonly targetFmr: number;
  /** What the device says; nothing is decided by it. */
  readonly liveness: LivenessClaim | undefined;
  /** Of the same face by another model. */
  readonly successor: Template | undefined;
}

export interface Search {
  readonly probe: Template;
  readonly targetFpir: number;
  readonly maxCandidates: number;
  /** Who is searched; everyone by default. */
  readonly filter?: Filter | undefined;
  /** Of the same face by the model that the collection moves to. */
  readonly successor?: Template | undefined;
}

/** An audit whose signature and grant were found right; the host tells the same ones apart by `id`. */
export interface SignedAudit {
  readonly id: string;
  /** The grant's `jti`. */
  readonly grant: string;
  /** SHA-256 of the grant: what the first audit of its chain names as the one before it. */
  readonly begins: string;
  readonly sequence: number;
  readonly previous: string;
  /** Compact JWS. */
  readonly signed: string;
}

export interface KeptAudit {
  readonly signed: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly chain: Audit["chain"];
}

export interface Page {
  /** The number that the page before has named; 0 for the first. */
  readonly after: number;
  readonly limit: number;
}

export interface KeptAudits {
  /** In the order they were kept. */
  readonly audits: readonly KeptAudit[];
  /** Where the next page begins, if there is more. */
  readonly next: number | undefined;
}

/** As many templates as a subject keeps: views of one face, not a film of it. */
export const templatesPerSubject = 16;
