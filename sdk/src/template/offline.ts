import { defaultTargetFmr } from "../contract/defaults.ts";
import type { AuditClaims, HostKeys, LivenessClaim, SubjectAddress, Verified } from "../contract/messages.ts";
import { assertSameModel, decideVerification, Problem, type Template, type UnitVector } from "../core/index.ts";
import { auditFormat, auditType } from "./audit.ts";
import { sendWaiting } from "./audit-delivery.ts";
import { deviceKey, type DeviceKey } from "./device-key.ts";
import { digestOf } from "./digest.ts";
import { readGrant, type GrantClaims } from "./grant.ts";
import { assertUsable } from "./grant-use.ts";
import type { OfflineHost } from "./offline-host.ts";
import { thumbprintOf } from "./public-jwk.ts";
import { templatesIn } from "./sealed-templates.ts";
import type { HeldGrant, OfflineStore } from "./store/offline-store.ts";

export interface OfflineOptions {
  /** The host; a `Client` is one. How long it waits for an answer is how long an offline answer takes to begin. */
  readonly client: OfflineHost;
  /** `indexedDbStore()` in a browser; what it keeps is what makes this device the one it is. */
  readonly store: OfflineStore;
  /**
   * The host's public keys, shipped with the app. Without them the host is asked when it gives a grant, and what is
   * trusted is the connection to it at that time.
   */
  readonly keys?: HostKeys;
  /** Grants of another tenant are refused. Without it the host's word is taken for whose key the client has. */
  readonly tenant?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** What a grant decided. The same as a host's answer, and marked. */
export interface OfflineVerified extends Pick<Verified, "match" | "modelId" | "threshold" | "liveness"> {
  readonly keyBound: false;
  readonly offline: true;
  /** Which grant it was decided by. */
  readonly grant: string;
  /** By the device's clock. ISO 8601, UTC. */
  readonly at: string;
}

export interface RenewOptions {
  /** Seconds, 60 to 604,800; the host's default is 86,400. */
  readonly maxAge?: number;
  /** The mildest false match rate the grant may decide at; 1e-4 by default. */
  readonly targetFmr?: number;
  readonly signal?: AbortSignal;
}

export interface OfflineVerifyOptions {
  readonly targetFmr?: number;
  readonly liveness?: LivenessClaim;
  readonly signal?: AbortSignal;
}

/** Verifies with the host where it can be reached, and by a grant of the host's where it cannot; see SPEC.md. */
export interface Offline {
  /**
   * Gets a grant for the subject and keeps it, in place of the one before.
   *
   * @throws Problem `offline_unavailable` where none is given, `offline_invalid`, `offline_expired` if the device's
   * clock is wrong, `unknown_subject`, and those of any call
   */
  renew(address: SubjectAddress, options?: RenewOptions): Promise<{ readonly grant: string; readonly expiresAt: string }>;
  /**
   * @throws Problem what the host says; and when it cannot be reached `offline_unavailable` without a grant or when
   * it was tried too often, `offline_expired`, `offline_invalid`, `model_mismatch`
   */
  verify(address: SubjectAddress, probe: Template, options?: OfflineVerifyOptions): Promise<Verified | OfflineVerified>;
  /**
   * Hands in the audits that wait. It happens by itself after a call that the host has answered.
   *
   * @returns how many the host has acknowledged
   * @throws Problem `unreachable`; `offline_invalid` if there were some that it does not take: those go on waiting
   */
  flush(options?: { readonly signal?: AbortSignal }): Promise<number>;
  /** How many audits wait. */
  waiting(): Promise<number>;
  /** Drops the grant, and the audits that wait with it: `flush` first. */
  forget(address: SubjectAddress): Promise<void>;
}

/**
 * @example
 * const offline = createOffline({ client: createClient({ endpoint, key }), store: indexedDbStore() });
 * await offline.renew({ collection: "staff", subject: "ada" }); // with the network
 * const answer = await offline.verify({ collection: "staff", subject: "ada" }, probe); // with or without
 * if ("offline" in answer) console.log(`decided by grant ${answer.grant}`);
 */
export function createOffline(options: OfflineOptions): Offline {
  const { client, store, tenant, now = Date.now } = options;
  let own: Promise<DeviceKey> | undefined;
  let sending: Promise<number> | undefined;

  const device = () => (own ??= deviceKey(store).catch((error: unknown) => {
    own = undefined;
    throw error;
  }));

  const flush = (signal?: AbortSignal) =>
    (sending ??= sendWaiting(client, store, signal).finally(() => (sending = undefined)));

  /** The host can be reached: hand in what waits, on the side. What fails goes on waiting. */
  const flushOnTheSide = () => void flush().catch(() => {});

  /** What the grant says and the templates it names, if it may be used now. */
  async function opened(held: HeldGrant, at: number): Promise<{ grant: GrantClaims; templates: UnitVector[] }> {
    const own = await device();
    const grant = await readGrant(held.grant, options.keys ?? held.keys);
    if (tenant !== undefined && grant.tenant !== tenant) {
      throw new Problem("offline_invalid", "it was given for another tenant");
    }
    assertUsable(grant, { ...held, now: at, device: own.thumbprint, grantedTo: await thumbprintOf(grant.cnf.jwk) });
    if ((await digestOf(held.sealed)) !== grant.sealed) {
      throw new Problem("offline_invalid", "the templates are not those it was given for");
    }
    const templates = templatesIn(await own.open(held.sealed));
    return { grant, templates: templates.map(({ vector }) => vector) };
  }

  async function decided(
    address: SubjectAddress,
    probe: Template,
    { targetFmr = defaultTargetFmr, liveness, signal }: OfflineVerifyOptions,
    cause: Problem,
  ): Promise<OfflineVerified> {
    for (;;) {
      signal?.throwIfAborted();
      const at = now();
      const held = await store.look(address, at);
      if (!held) throw new Problem("offline_unavailable", `${address.subject} in ${address.collection}`, { cause });
      const { grant, templates } = await opened(held, at);
      assertSameModel(grant.modelId, probe.modelId);
      const { match, threshold } = decideVerification(
        grant,
        probe.vector,
        templates,
        Math.min(targetFmr, grant.targetFmr),
      );
      const claims: AuditClaims = {
        format: auditFormat,
        grant: grant.jti,
        sequence: held.decisions + 1,
        previous: held.last,
        at: new Date(at).toISOString(),
        match,
        modelId: grant.modelId,
        fmr: threshold.falsePositiveRate,
        ...(liveness && { liveness }),
      };
      const audit = await (await device()).sign(claims, auditType);
      const id = await digestOf(audit);
      const after: HeldGrant = {
        ...held,
        decisions: claims.sequence,
        failures: held.failures + (match ? 0 : 1),
        last: id,
        seen: at,
      };
      // Another tab may have decided meanwhile; then this decision has another number, and perhaps none is left.
      if (!(await store.decide(held, after, { id, address, grant: held.grant, audit }))) continue;
      return {
        match,
        modelId: grant.modelId,
        threshold: { score: threshold.score, fmr: threshold.falsePositiveRate },
        keyBound: false,
        liveness: liveness ? "client-claimed" : "none",
        offline: true,
        grant: grant.jti,
        at: claims.at,
      };
    }
  }

  return {
    renew: async (address, { signal, ...wanted } = {}) => {
      const call = signal ? { signal } : {};
      const deviceKey = (await device()).publicKeys;
      const { grant: token, sealed } = await client.grantOffline(address, { deviceKey, ...wanted }, call).catch(ended(address));
      const keys = options.keys ?? (await client.keys(call));
      const begin = { decisions: 0, failures: 0, last: await digestOf(token), seen: 0 };
      const held: HeldGrant = { address, grant: token, sealed, keys, ...begin };
      // Read once before it is looked into: when it was given is what the clock is held against.
      const { iat } = await readGrant(token, keys);
      const { grant } = await opened({ ...held, seen: iat * 1000 }, now());
      await store.hold({ ...held, seen: iat * 1000 });
      flushOnTheSide();
      return { grant: grant.jti, expiresAt: new Date(grant.exp * 1000).toISOString() };
    },

    verify: async (address, probe, wanted = {}) => {
      try {
        const answer = await client.verify(address, probe, wanted).catch(ended(address));
        // The time is seen here too, so that the clock cannot be set back behind it.
        await store.look(address, now()).catch(() => undefined);
        flushOnTheSide();
        return answer;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "unreachable") throw error;
        return decided(address, probe, wanted, error);
      }
    },

    flush: ({ signal } = {}) => flush(signal),
    waiting: async () => (await store.waiting()).length,
    forget: (address) => store.forget(address),
  };

  /** A host that no longer knows the subject has ended what it granted. */
  function ended(address: SubjectAddress) {
    return async (error: unknown): Promise<never> => {
      if (error instanceof Problem && error.code === "unknown_subject") await store.forget(address);
      throw error;
    };
  }
}
