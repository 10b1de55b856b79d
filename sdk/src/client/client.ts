import { encodeTemplate, Problem, type Template, type TemplateEncoding } from "../core/index.ts";
import { fillPath, idempotencyHeader, paths, ticketHeader, type OperationName } from "../contract/paths.ts";
import type {
  AuditPage,
  AuditsBody,
  AuditsKept,
  Challenge,
  Device,
  Devices,
  Enabled,
  EnrolBody,
  Enrolled,
  Erased,
  GrantBody,
  Granted,
  Health,
  HostKeys,
  IdentifyBody,
  Identified,
  LogPage,
  Ready,
  Revoked,
  Subject,
  SubjectAddress,
  Verified,
  VerifyBody,
} from "../contract/messages.ts";
import type { DeviceSigner } from "../device/device-signer.ts";
import { proving, type Provers } from "./proving.ts";
import { createTransport, type Call, type TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  /** How templates travel. `f16` and `i8` are smaller and lose a little; see `encodeTemplate`. */
  readonly encoding?: TemplateEncoding;
  /** Proves that requests come from this device: what a publishable key needs. */
  readonly device?: DeviceSigner | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What lets somebody change who the subject is, where it is not the client's own device that is registered already. */
interface Permission {
  /** Of the tenant's backend: see `@likeness/sdk/backend`. This device is registered by it. */
  readonly ticket?: string | undefined;
  /** Changes the subject only as it is in this version. With a ticket, a subject that is there cannot be changed without. */
  readonly ifMatch?: string | undefined;
}

export type EnrolOptions = CallOptions &
  Permission &
  Pick<EnrolBody, "metadata" | "replace" | "quality" | "consent"> & {
    /** By default a new one for each call; give your own to make a retry of yours safe too. */
    readonly idempotencyKey?: string;
  };
export type VerifyOptions = CallOptions &
  Partial<Omit<VerifyBody, "probe" | "successor">> & {
    readonly successor?: Template | undefined;
    /** Asked for before, so that verifying takes one round trip. Used once. */
    readonly challenge?: Promise<Challenge> | undefined;
  };
export type AddDeviceOptions = CallOptions &
  Permission & {
    /** To be registered, proved for by this client's own device; by default, with a ticket, that is registered itself. */
    readonly device?: DeviceSigner | undefined;
  };
export type ChallengeOptions = CallOptions & {
  /** How often it is asked again, instead of the client's own. */
  readonly retries?: number;
};
export type IdentifyOptions = CallOptions &
  Partial<Omit<IdentifyBody, "probe" | "successor">> & {
    readonly successor?: Template | undefined;
  };

export type PageOptions = CallOptions & {
  /** Of the page before. */
  readonly cursor?: string;
  /** 1 to 100; 50 by default. */
  readonly limit?: number;
};

/** The contract as functions, for an edge worker or a server: both speak it. Failures are `Problem`s. */
export interface Client {
  health(options?: CallOptions): Promise<Health>;
  /**
   * Whether calls are to be sent to the host now. Asked once: what it says is wanted now.
   *
   * @throws Problem of status 503 while it begins or is about to stop
   */
  ready(options?: CallOptions): Promise<Ready>;
  /**
   * With a ticket, a device of the client is registered by it; without one it proves that it is.
   *
   * @throws Problem `model_mismatch`, `subject_full`; on an edge worker `ticket_missing`, `ticket_invalid`,
   *   `ticket_spent`, `precondition_required`, `precondition_failed`, `proof_invalid`; and those of any call
   */
  enrol(address: SubjectAddress, template: Template, options?: EnrolOptions): Promise<Enrolled>;
  /** @throws Problem `unknown_subject` */
  read(address: SubjectAddress, options?: CallOptions): Promise<Subject>;
  /** @throws Problem `unknown_subject` */
  erase(address: SubjectAddress, options?: CallOptions): Promise<Erased>;
  /**
   * @throws Problem `unknown_subject`, `model_mismatch`; with a device `proof_invalid`, which is all that is said of who is
   *   not known, `attempts_delayed` with `retryAfter` in seconds, `attempts_disabled`
   */
  verify(address: SubjectAddress, probe: Template, options?: VerifyOptions): Promise<Verified>;
  /** What a proof is made over; the client asks for it itself. */
  challenge(address: SubjectAddress, options?: ChallengeOptions): Promise<Challenge>;
  /** @throws Problem `proof_invalid`, `unknown_subject` */
  devices(address: SubjectAddress, options?: CallOptions): Promise<Devices>;
  /**
   * A ticket is spent at once: where an answer was lost, `ticket_spent` may mean that the device was added.
   *
   * @throws Problem those of `enrol`, and `too_many_devices`
   */
  addDevice(address: SubjectAddress, options?: AddDeviceOptions): Promise<Device>;
  /** @throws Problem `proof_invalid`, `unknown_subject`, `unknown_device` */
  revokeDevice(address: SubjectAddress, device: string, options?: CallOptions): Promise<Revoked>;
  /** After too many failures. By a secret key. @throws Problem `unknown_subject` */
  enable(address: SubjectAddress, options?: CallOptions): Promise<Enabled>;
  /** A page at a time. By a secret key. @throws Problem `unknown_subject` */
  auditLog(address: SubjectAddress, options?: PageOptions): Promise<LogPage>;
  /** The public keys that sign grants, receipts and audit logs. */
  keys(options?: CallOptions): Promise<HostKeys>;
  /**
   * Lets a device verify the subject while the host is out of reach. `createOffline` makes use of it.
   *
   * @throws Problem `offline_unavailable` for a host or a key without grants, `unknown_subject`
   */
  grantOffline(address: SubjectAddress, wanted: GrantBody, options?: CallOptions): Promise<Granted>;
  /**
   * Hands in what a device has decided offline. Sent twice, it is kept once.
   *
   * @throws Problem `offline_invalid`, `unknown_subject`
   */
  sendAudits(address: SubjectAddress, audits: AuditsBody, options?: CallOptions): Promise<AuditsKept>;
  /**
   * What devices have decided offline about the subject, a page at a time.
   *
   * @throws Problem `unknown_subject`
   */
  audits(address: SubjectAddress, options?: PageOptions): Promise<AuditPage>;
  /** @throws Problem `model_mismatch`, `remote_unavailable`; with a filter `unknown_filter` */
  identify(collection: string, probe: Template, options?: IdentifyOptions): Promise<Identified>;
}

/**
 * @example
 * const client = createClient({ endpoint: "https://faces.example", key, device: keySigner(store) });
 * await client.enrol({ collection: "staff", subject: "ada" }, template, { ticket });
 * const { match } = await client.verify({ collection: "staff", subject: "ada" }, probe);
 */
export function createClient(options: ClientOptions): Client {
  const send = createTransport(options);
  const encode = (template: Template) => encodeTemplate(template, options.encoding);
  const method = (name: OperationName) => paths[name].method.toUpperCase();
  const { device } = options;

  const challengeOf = (address: SubjectAddress, call: Pick<Call, "signal" | "retries">) =>
    send<Challenge>(method("challenge"), fillPath("challenge", { ...address }), call).catch((cause: unknown) => {
      if (!(cause instanceof Problem) || cause.code !== "not_found") throw cause;
      throw new Problem("not_found", "this host binds no devices: its clients have none", { cause });
    });

  function proved(by: Provers, address: SubjectAddress, { modelId, signal, early }: ProvedCall) {
    // A host that does not answer here is asked again with the whole call, if that is made again.
    const retries = by.acting?.attended ? undefined : 0;
    let given = early;
    return proving(by, {
      address,
      modelId,
      signal,
      challenge: () => {
        const anew = () => challengeOf(address, { signal, retries });
        const challenge = given?.catch(anew) ?? anew();
        given = undefined;
        return challenge;
      },
    });
  }

  return {
    health: ({ signal } = {}) => send(method("health"), fillPath("health", {}), { signal }),
    ready: ({ signal } = {}) => send(method("ready"), fillPath("ready", {}), { signal, retries: 0 }),
    enrol: (address, template, { signal, idempotencyKey, ticket, ifMatch, ...rest } = {}) => {
      const { modelId } = template;
      return send(method("enrol"), fillPath("enrol", { ...address }), {
        signal,
        headers: { [idempotencyHeader]: idempotencyKey ?? crypto.randomUUID(), ...permitted({ ticket, ifMatch }) },
        body: { template: encode(template), ...rest } satisfies EnrolBody,
        ...proved(ticket === undefined ? { acting: device } : { newcomer: device }, address, { modelId, signal }),
      });
    },
    read: (address, { signal } = {}) => send(method("read"), fillPath("read", { ...address }), { signal }),
    erase: (address, { signal } = {}) => send(method("erase"), fillPath("erase", { ...address }), { signal }),
    verify: async (address, probe, { signal, successor, challenge, ...rest } = {}) => {
      const { modelId } = probe;
      const by = { acting: device };
      const next = successor && { successor: encode(successor) };
      const body = { probe: encode(probe), ...rest, ...next } satisfies VerifyBody;
      const attempt = (early?: Promise<Challenge>) =>
        send<Verified>(method("verify"), fillPath("verify", { ...address }), {
          signal,
          body,
          ...proved(by, address, { modelId, signal, early }),
        });
      try {
        return await attempt(challenge);
      } catch (problem) {
        // What was asked for early may have been kept too long: that is no attempt, and nobody has been told of it.
        const isStale = challenge && problem instanceof Problem && problem.code === "challenge_invalid";
        if (!isStale || device?.attended) throw problem;
        return attempt();
      }
    },
    challenge: (address, options = {}) => challengeOf(address, options),
    devices: (address, { signal } = {}) =>
      send(method("devices"), fillPath("devices", { ...address }), {
        signal,
        ...proved({ acting: device }, address, { signal }),
      }),
    addDevice: (address, { signal, ticket, ifMatch, device: added } = {}) =>
      send(method("addDevice"), fillPath("addDevice", { ...address }), {
        signal,
        headers: permitted({ ticket, ifMatch }),
        ...proved({ acting: ticket === undefined ? device : undefined, newcomer: added ?? device }, address, { signal }),
      }),
    revokeDevice: (address, revoked, { signal } = {}) =>
      send(method("revokeDevice"), fillPath("revokeDevice", { ...address, device: revoked }), {
        signal,
        ...proved({ acting: device }, address, { signal }),
      }),
    enable: (address, { signal } = {}) => send(method("enable"), fillPath("enable", { ...address }), { signal }),
    auditLog: (address, { signal, ...page } = {}) =>
      send(method("auditLog"), `${fillPath("auditLog", { ...address })}${queryOf(page)}`, { signal }),
    keys: ({ signal } = {}) => send(method("keys"), fillPath("keys", {}), { signal }),
    grantOffline: (address, wanted, { signal } = {}) =>
      send(method("grantOffline"), fillPath("grantOffline", { ...address }), { signal, body: wanted }),
    sendAudits: (address, audits, { signal } = {}) =>
      send(method("sendAudits"), fillPath("sendAudits", { ...address }), { signal, body: audits }),
    audits: (address, { signal, ...page } = {}) =>
      send(method("audits"), `${fillPath("audits", { ...address })}${queryOf(page)}`, { signal }),
    identify: (collection, probe, { signal, successor, ...rest } = {}) => {
      const next = successor && { successor: encode(successor) };
      return send(method("identify"), fillPath("identify", { collection }), {
        signal,
        body: { probe: encode(probe), ...rest, ...next } satisfies IdentifyBody,
      });
    },
  };
}

interface ProvedCall {
  readonly modelId?: string;
  readonly signal?: AbortSignal | undefined;
  /** A challenge that was asked for before: for the first try. */
  readonly early?: Promise<Challenge> | undefined;
}

function permitted({ ticket, ifMatch }: Permission): Record<string, string> {
  return {
    ...(ticket !== undefined && { [ticketHeader]: ticket }),
    ...(ifMatch !== undefined && { "If-Match": `"${ifMatch}"` }),
  };
}

function queryOf({ cursor, limit }: Pick<PageOptions, "cursor" | "limit">): string {
  const query = new URLSearchParams({ ...(cursor && { cursor }), ...(limit && { limit: String(limit) }) });
  return query.size === 0 ? "" : `?${query}`;
}
