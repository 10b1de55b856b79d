import { encodeTemplate, type Template, type TemplateEncoding } from "../core/index.ts";
import { fillPath, idempotencyHeader, paths, type OperationName } from "../contract/paths.ts";
import type {
  EnrolBody,
  Enrolled,
  Erased,
  Health,
  IdentifyBody,
  Identified,
  Subject,
  Verified,
  VerifyBody,
} from "../contract/messages.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  /** How templates travel. `f16` and `i8` are smaller and lose a little; see `encodeTemplate`. */
  readonly encoding?: TemplateEncoding;
}

export interface SubjectAddress {
  readonly collection: string;
  readonly subject: string;
}

interface CallOptions {
  readonly signal?: AbortSignal;
}

export type EnrolOptions = CallOptions &
  Pick<EnrolBody, "metadata"> & {
    /** By default a new one for each call; give your own to make a retry of yours safe too. */
    readonly idempotencyKey?: string;
  };
export type VerifyOptions = CallOptions & Partial<Omit<VerifyBody, "probe">>;
export type IdentifyOptions = CallOptions & Partial<Omit<IdentifyBody, "probe">>;

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
    enrol: (address, template, { signal, metadata, idempotencyKey } = {}) =>
      send(method("enrol"), fillPath("enrol", { ...address }), {
        signal,
        headers: { [idempotencyHeader]: idempotencyKey ?? crypto.randomUUID() },
        body: { template: encode(template), ...(metadata && { metadata }) } satisfies EnrolBody,
      }),
    read: (address, { signal } = {}) => send(method("read"), fillPath("read", { ...address }), { signal }),
    erase: (address, { signal } = {}) => send(method("erase"), fillPath("erase", { ...address }), { signal }),
    verify: (address, probe, { signal, ...rest } = {}) =>
      send(method("verify"), fillPath("verify", { ...address }), { signal, body: { probe: encode(probe), ...rest } }),
    identify: (collection, probe, { signal, ...rest } = {}) =>
      send(method("identify"), fillPath("identify", { collection }), {
        signal,
        body: { probe: encode(probe), ...rest },
      }),
  };
}
