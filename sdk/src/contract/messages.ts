import type { EncodedTemplate, ProblemCode } from "../core/index.ts";
import type { Filter } from "./filter.ts";

// What is asked and what is answered, as plain types: a client carries these and no schema library. The schemas
// that hosts validate with are held equal to them by the compiler, in `messages.test-d.ts`.

/** Whom a call is about. Each name is 1 to 128 letters, digits, and `. _ ~ -`; the first a letter or digit. */
export interface SubjectAddress {
  readonly collection: string;
  readonly subject: string;
}

/** To enrol: a template for the subject in the path. */
export interface EnrolBody {
  readonly template: EncodedTemplate;
  /** Replaces the subject's metadata: at most 16 texts of up to 256 characters, by names of up to 64. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Drops every template that the subject had, of whatever model, in the same step. */
  readonly replace?: boolean | undefined;
  /** What the device measured of the picture, 0 to 1. It is kept with the template and decides nothing. */
  readonly quality?: number | undefined;
  /** For an enrolment by a secret key; a ticket carries its own. */
  readonly consent?: Consent | undefined;
}

/** What the subject has agreed to. */
export interface Consent {
  /** Which version of the text was shown. */
  readonly text: string;
  /** What for. */
  readonly purpose: string;
  /** ISO 8601, UTC. At this time the subject is erased. */
  readonly expiresAt: string;
}

/** A template is kept, on disk. */
export interface Enrolled {
  readonly subject: string;
  readonly templateId: string;
  readonly modelId: string;
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
  /** How many templates the subject has now. */
  readonly templates: number;
  /** Of the subject, for `If-Match`; from a host that tells versions apart. */
  readonly version?: string | undefined;
  /** The device that was registered with it. */
  readonly device?: string | undefined;
}

/** What is kept of a subject; never a template itself. */
export interface Subject {
  readonly subject: string;
  readonly modelId: string;
  readonly templates: readonly EnrolledTemplateInfo[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether a search over the collection takes all of these templates in: at once on a server, soon at the edge. */
  readonly indexed: boolean;
  /** For `If-Match`; from a host that tells versions apart. */
  readonly version?: string | undefined;
  readonly consent?: Consent | undefined;
  readonly attempts?: AttemptsState | undefined;
  /** What the server has still to be told. */
  readonly pending?: Pending | undefined;
}

export interface EnrolledTemplateInfo {
  readonly templateId: string;
  /** Another than the subject's while it moves from one model to the next. */
  readonly modelId: string;
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
}

export interface AttemptsState {
  /** How many have failed since the last match. */
  readonly failures: number;
  /** Verifying is off until a secret key enables it. */
  readonly disabled: boolean;
  /** ISO 8601, UTC; before this no attempt is taken. */
  readonly notBefore?: string | undefined;
}

export interface Pending {
  readonly messages: number;
  /** Since when the oldest has waited. ISO 8601, UTC. */
  readonly since: string;
  /** Why the last try failed, or why the server refuses it for good. */
  readonly problem?: string | undefined;
}

export interface Erased {
  readonly subject: string;
  /** How many templates are gone. */
  readonly templates: number;
  /** Signed by the host: a compact JWS, see `device/receipt.ts`. From an edge worker. */
  readonly receipt?: string | undefined;
}

/** What a proof is made over. */
export interface Challenge {
  readonly nonce: string;
  /** Part of what is signed. */
  readonly tenant: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** A device that may verify as the subject. */
export interface Device {
  /** Thumbprint of its key (RFC 7638), or the passkey's credential id. */
  readonly device: string;
  readonly kind: "key" | "passkey";
  /** As the device called itself. */
  readonly label?: string | undefined;
  /** ISO 8601, UTC. */
  readonly addedAt: string;
  /** For `If-Match`, of the subject as it is with the device. */
  readonly version?: string | undefined;
}

export interface Devices {
  readonly devices: readonly Device[];
}

export interface Revoked {
  readonly device: string;
  /** How many the subject has left. */
  readonly devices: number;
}

/** Verifying is on again, and no failure counts any more. */
export interface Enabled {
  readonly subject: string;
}

export type LogEvent =
  | "enrolled"
  | "replaced"
  | "verified"
  | "refused"
  | "device_added"
  | "device_revoked"
  | "enabled"
  | "successor_added"
  | "moved"
  | "grant_given"
  | "erased"
  | "expired";

/** One entry of a subject's audit log. Neither score nor template is in it. */
export interface LogEntry {
  /** From 1. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly event: LogEvent;
  /** Who: `device:<id>`, `key:<first 8 digits of the API key's SHA-256>`, `ticket:<id>` or `worker`. */
  readonly by: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** Hash of the entry before; of the first, 64 zeros. */
  readonly previous: string;
  /** SHA-256, hex: see `core/log-entry.ts`. */
  readonly hash: string;
}

/** In the order it happened. */
export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** The log's present end, signed by the host: a compact JWS, see `device/log-head.ts`. */
  readonly head: string;
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string | undefined;
}

/**
 * What the device says it has seen of a live person before its camera. No host can check it, so it is worth what
 * the device is worth (ISO/IEC 30107-3 calls what is tested here presentation attack detection).
 */
export interface LivenessClaim {
  /** `active`: somebody did what was asked. `passive`: a model judged the picture. */
  readonly method: "active" | "passive";
  /** Of the challenge that was done, where a host gave one. */
  readonly nonce?: string | undefined;
}

/** `none`: nothing was said. `client-claimed`: the device says so, and nobody has checked. Never more than that. */
export type Liveness = "none" | "client-claimed";

/** To compare a probe with the subject in the path, 1:1. */
export interface VerifyBody {
  readonly probe: EncodedTemplate;
  /** False match rate wanted of this comparison, above 0 and below 1; 1e-4 by default. */
  readonly targetFmr?: number | undefined;
  readonly liveness?: LivenessClaim | undefined;
  /** Of the same face by another model: kept if this verification matches, so that the subject can move to it. */
  readonly successor?: EncodedTemplate | undefined;
}

/** The decision, either way. */
export interface Verified {
  readonly match: boolean;
  readonly modelId: string;
  readonly threshold: VerificationThreshold;
  /** Whether a registered device key signed the request. */
  readonly keyBound: boolean;
  readonly liveness: Liveness;
  /** Cosine, -1 to 1; only for a key that may see scores. */
  readonly score?: number | undefined;
  /** Whether the successor is kept now. */
  readonly successorKept?: boolean | undefined;
}

export interface VerificationThreshold {
  /** Cosine, accepted at this and above; only for a key that may see scores. */
  readonly score?: number | undefined;
  /** False match rate of the whole decision at this threshold, as measured for the model; see its card. */
  readonly fmr: number;
}

/** To search the collection in the path, 1:N. */
export interface IdentifyBody {
  readonly probe: EncodedTemplate;
  /** False positive identification rate wanted of the whole search, above 0 and below 1; 0.003 by default. */
  readonly targetFpir?: number | undefined;
  /** 1 to 100; 5 by default. */
  readonly maxCandidates?: number | undefined;
  /** Who is searched: those who have all of this; everyone by default. For secret keys. */
  readonly filter?: Filter | undefined;
  /**
   * Of the same face by the model that the collection moves to, so that who has moved is found too. For secret keys.
   */
  readonly successor?: EncodedTemplate | undefined;
}

/** Who passes the threshold; perhaps nobody. */
export interface Identified {
  /**
   * Who passes; empty when nobody does. Best first for a key that may see scores, otherwise in the order of their
   * names.
   */
  readonly candidates: readonly Candidate[];
  readonly modelId: string;
  readonly threshold: IdentificationThreshold;
  /** Which scopes were searched, in that order. */
  readonly plan: readonly SearchStage[];
  /** Where some could not be found, because they have no template of the probe's model. */
  readonly reach?: Reach | undefined;
}

/** Of the collection, whatever was filtered by. */
export interface Reach {
  /** How many could be found. */
  readonly subjects: number;
  /** How many there are. */
  readonly of: number;
}

export interface Candidate {
  readonly subject: string;
  /** From 1; only for a key that may see scores. */
  readonly rank?: number | undefined;
  /** Cosine, -1 to 1; only for a key that may see scores. */
  readonly score?: number | undefined;
  /** By which model, where there are several: scores of two models are not comparable. Only with scores. */
  readonly modelId?: string | undefined;
}

export interface IdentificationThreshold {
  /** Cosine, accepted at this and above; only for a key that may see scores. */
  readonly score?: number | undefined;
  /** False match rate of one comparison. */
  readonly fmr: number;
  /** What holds for this search; above the target where no measurement supports it. */
  readonly fpir: number;
}

export interface SearchStage {
  /** `filter`: those who have what was asked for. */
  readonly scope: "everyone" | "filter";
  /** How many are in the scope. */
  readonly subjects: number;
  readonly templates: number;
  /** How many templates the probe was compared with. */
  readonly scanned: number;
  /** Whether the answer is the one that comparing with each would give. */
  readonly exact: boolean;
  /** Whose templates were searched, where there are several models. */
  readonly modelId?: string | undefined;
  /** What has searched. */
  readonly engine?: string | undefined;
  /** How long that took. */
  readonly milliseconds?: number | undefined;
  /** By that model's own calibration, where there are several models. */
  readonly threshold?: IdentificationThreshold | undefined;
}

export interface Health {
  readonly status: "ok";
  readonly service: "edge" | "server";
  /** The embedding models whose templates are taken, by modelId. */
  readonly models: readonly string[];
  /** What searches, on a server. */
  readonly engine?: string | undefined;
  /** What the engine was built as and runs by here, by name: which Faiss, which kernels. */
  readonly build?: Readonly<Record<string, string>> | undefined;
}

/** Whether calls are to be sent here: indexes are loaded, and it is not about to stop. */
export interface Ready {
  readonly status: "ready";
  readonly service: "edge" | "server";
}

/** A public key on the curve P-256 (RFC 7517; RFC 7518, section 6.2). */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  /** 32 bytes, base64url. */
  readonly x: string;
  readonly y: string;
}

/** A key that a host signs grants with. */
export interface HostJwk extends PublicJwk {
  /** The key's SHA-256 thumbprint (RFC 7638). */
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "ES256";
}

/** A host's public keys, a JWK set; empty where it gives no grants. The first signs. */
export interface HostKeys {
  readonly keys: readonly HostJwk[];
}

/** What is public of a device's key. */
export interface DevicePublicKeys {
  /** Audits are signed with it (ES256). Its thumbprint (RFC 7638) names the device. */
  readonly signing: PublicJwk;
  /** Templates are sealed to it (ECDH-ES). */
  readonly sealing: PublicJwk;
}

/** To let a device verify the subject in the path while its host is out of reach. */
export interface GrantBody {
  readonly deviceKey: DevicePublicKeys;
  /** Seconds the grant lives: 60 to 604,800; 86,400 by default. */
  readonly maxAge?: number | undefined;
  /** The mildest false match rate it may decide at, above 0 and below 1; 1e-4 by default. */
  readonly targetFmr?: number | undefined;
}

/** A grant, and the subject's templates sealed to the device. What lies in either is said in `template/SPEC.md`. */
export interface Granted {
  /** Compact JWS, signed by the host. */
  readonly grant: string;
  /** Compact JWE. */
  readonly sealed: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** To hand in what was decided offline by one grant. */
export interface AuditsBody {
  /** The grant, as it was given. It may have expired since. */
  readonly grant: string;
  /** 1 to 10 compact JWS, signed by the device. */
  readonly audits: readonly string[];
}

/** All of them are on disk now. */
export interface AuditsKept {
  /** How many were new. */
  readonly added: number;
  /** How many had been handed in before. */
  readonly known: number;
}

/** One decision that was made offline, as the device has signed it. */
export interface Audit {
  /** SHA-256 of `signed`, base64url. */
  readonly id: string;
  /** Which grant it was made by. */
  readonly grant: string;
  /** Which device made it: the thumbprint of its signing key. */
  readonly device: string;
  /** Which decision by that grant it was, from 1. */
  readonly sequence: number;
  /** When, by the device's clock. ISO 8601, UTC. */
  readonly at: string;
  /** When the host got it. ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly match: boolean;
  readonly modelId: string;
  /** False match rate of the whole decision, as measured for the model. */
  readonly fmr: number;
  readonly liveness: Liveness;
  /** `whole`: the decision before it is here too. `gap`: it is not. `fork`: another one bears the same number. */
  readonly chain: "whole" | "gap" | "fork";
  /** The compact JWS itself. */
  readonly signed: string;
}

/** What a device signs of a decision, see `template/SPEC.md`. Neither score nor template. */
export interface AuditClaims {
  readonly format: "likeness-audit/1";
  /** The grant's `jti`. */
  readonly grant: string;
  readonly sequence: number;
  /** Id of the audit before it; of the first, the SHA-256 of the grant. Base64url. */
  readonly previous: string;
  readonly at: string;
  readonly match: boolean;
  readonly modelId: string;
  readonly fmr: number;
  readonly liveness?: LivenessClaim | undefined;
}

/** In the order they were handed in. */
export interface AuditPage {
  readonly audits: readonly Audit[];
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string | undefined;
}

/** A problem as a host answers it (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
}
