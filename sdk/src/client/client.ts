import { encodeTemplate, type Template, type TemplateEncoding } from "../core/index.ts";
import { fillPath, idempotencyHeader, paths, type OperationName } from "../contract/paths.ts";
import type {
  AuditPage,
  AuditsBody,
  AuditsKept,
  EnrolBody,
  Enrolled,
  Erased,
  GrantBody,
  Granted,
  Health,
  HostKeys,
  IdentifyBody,
  Identified,
  Subject,
  SubjectAddress,
  Verified,
  VerifyBody,
} from "../contract/messages.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  /** How templates travel. `f16` and `i8` are smaller and lose a little; see `encodeTemplate`. */
  readonly encoding?: TemplateEncoding;
}

interface CallOptions {
  readonly signal?: AbortSignal;
}

export type EnrolOptions = CallOptions &
  Pick<EnrolBody, "metadata" | "replace"> & {
    /** By default a new one for each call; give your own to make a retry of yours safe too. */
    readonly idempotencyKey?: string;
  };
export type VerifyOptions = CallOptions & Partial<Omit<VerifyBody, "probe">>;
export type IdentifyOptions = CallOptions & Partial<Omit<IdentifyBody, "probe">>;

export type AuditOptions = CallOptions & {
  /** Of the page before. */
  readonly cursor?: string;
  /** 1 to 100; 50 by default. */
  readonly limit?: number;
};

/** The contract as functions, for an edge worker or a server: both speak it. Failures are `Problem`s. */
export interface Client {
  health(options?: CallOptions): Promise<Health>;
  /** @throws Problem `model_mismatch`, `subject_full` and those of any call */
  enrol(address: SubjectAddress, template: Template, options?: EnrolOptions): Promise<Enrolled>;
  /** @throws Problem `unknown_subject` */
  read(address: SubjectAddress, options?: CallOptions): Promise<Subject>;
  /** @throws Problem `unknown_subject` */
  erase(address: SubjectAddress, options?: CallOptions): Promise<Erased>;
  /** @throws Problem `unknown_subject`, `model_mismatch` */
  verify(address: SubjectAddress, probe: Template, options?: VerifyOptions): Promise<Verified>;
  /** The public keys that sign grants. */
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
  audits(address: SubjectAddress, options?: AuditOptions): Promise<AuditPage>;
  /** @throws Problem `model_mismatch`, `remote_unavailable` */
  identify(collection: string, probe: Template, options?: IdentifyOptions): Promise<Identified>;
}

/**
 * @example
 * const client = createClient({ endpoint: "https://faces.example", key });
 * await client.enrol({ collection: "staff", subject: "ada" }, template);
 * const { match } = await client.verify({ collection: "staff", subject: "ada" }, probe);
 */
export function createClient(options: ClientOptions): Client {
  const send = createTransport(options);
  const encode = (template: Template) => encodeTemplate(template, options.encoding);
  const method = (name: OperationName) => paths[name].method.toUpperCase();

  return {
    health: ({ signal } = {}) => send(method("health"), fillPath("health", {}), { signal }),
    enrol: (address, template, { signal, metadata, replace, idempotencyKey } = {}) =>
      send(method("enrol"), fillPath("enrol", { ...address }), {
        signal,
        headers: { [idempotencyHeader]: idempotencyKey ?? crypto.randomUUID() },
        body: { template: encode(template), ...(metadata && { metadata }), ...(replace && { replace }) } satisfies EnrolBody,
      }),
    read: (address, { signal } = {}) => send(method("read"), fillPath("read", { ...address }), { signal }),
    erase: (address, { signal } = {}) => send(method("erase"), fillPath("erase", { ...address }), { signal }),
    verify: (address, probe, { signal, ...rest } = {}) =>
      send(method("verify"), fillPath("verify", { ...address }), { signal, body: { probe: encode(probe), ...rest } }),
    keys: ({ signal } = {}) => send(method("keys"), fillPath("keys", {}), { signal }),
    grantOffline: (address, wanted, { signal } = {}) =>
      send(method("grantOffline"), fillPath("grantOffline", { ...address }), { signal, body: wanted }),
    sendAudits: (address, audits, { signal } = {}) =>
      send(method("sendAudits"), fillPath("sendAudits", { ...address }), { signal, body: audits }),
    audits: (address, { signal, cursor, limit } = {}) => {
      const query = new URLSearchParams({ ...(cursor && { cursor }), ...(limit && { limit: String(limit) }) });
      return send(method("audits"), `${fillPath("audits", { ...address })}?${query}`, { signal });
    },
    identify: (collection, probe, { signal, ...rest } = {}) =>
      send(method("identify"), fillPath("identify", { collection }), {
        signal,
        body: { probe: encode(probe), ...rest },
      }),
  };
}
