import type { HostKeys, LivenessClaim, SubjectAddress, Verified } from "../contract/messages.ts";
import { Problem, type Template } from "../core/index.ts";
import { sendWaiting } from "./audit-delivery.ts";
import { deviceKey, type DeviceKey } from "../device/device-key.ts";
import { digestOf } from "../device/digest.ts";
import { decideOffline, type Comparison, type OfflineVerified } from "./offline-decision.ts";
import type { AskedOfHost, OfflineHost } from "./offline-host.ts";
import { openGrant } from "./open-grant.ts";
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

export interface RenewOptions {
  /** Seconds, 60 to 604,800; the host's default is 86,400. */
  readonly maxAge?: number;
  /** The mildest false match rate the grant may decide at; 1e-4 by default. */
  readonly targetFmr?: number;
  readonly signal?: AbortSignal;
}

export interface OfflineVerifyOptions extends AskedOfHost {
  readonly targetFmr?: number | undefined;
  readonly liveness?: LivenessClaim | undefined;
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
export function createOffline({ client, store, keys: pinned, tenant, now = Date.now }: OfflineOptions): Offline {
  let made: Promise<DeviceKey> | undefined;
  let sending: Promise<number> | undefined;

  const device = () =>
    (made ??= deviceKey(store).catch((error: unknown) => {
      made = undefined;
      throw error;
    }));

  const open = async (held: HeldGrant, at: number) =>
    openGrant(held, { device: await device(), pinned, tenant, now: at });

  const flush = (signal?: AbortSignal) =>
    (sending ??= sendWaiting(client, store, signal).finally(() => (sending = undefined)));

  /** The host can be reached: hand in what waits, on the side. What fails goes on waiting. */
  const flushOnTheSide = () => void flush().catch(() => {});

  /** A host that no longer knows the subject has ended what it granted. */
  const ending = (address: SubjectAddress) => async (error: unknown): Promise<never> => {
    if (error instanceof Problem && error.code === "unknown_subject") await store.forget(address);
    throw error;
  };

  async function decided(
    address: SubjectAddress,
    comparison: Comparison,
    signal: AbortSignal | undefined,
    cause: Problem,
  ): Promise<OfflineVerified> {
    for (;;) {
      signal?.throwIfAborted();
      const at = now();
      const held = await store.look(address, at);
      if (!held) throw new Problem("offline_unavailable", `${address.subject} in ${address.collection}`, { cause });
      const opened = await open(held, at);
      const { answer, after, audit } = await decideOffline(held, opened, comparison, await device(), at);
      // Another tab may have decided meanwhile: then this is the next decision, if one is left.
      if (await store.decide(held, after, audit)) return answer;
    }
  }

  return {
    renew: async (address, { signal, ...wanted } = {}) => {
      const call = signal ? { signal } : {};
      const { publicKeys } = await device();
      const given = await client.grantOffline(address, { deviceKey: publicKeys, ...wanted }, call).catch(ending(address));
      const keys = pinned ?? (await client.keys(call));
      const fresh = { address, grant: given.grant, sealed: given.sealed, keys, decisions: 0, failures: 0, seen: 0 };
      const held: HeldGrant = { ...fresh, last: await digestOf(given.grant) };
      const { grant } = await open(held, now());
      await store.hold({ ...held, seen: grant.iat * 1000 });
      flushOnTheSide();
      return { grant: grant.jti, expiresAt: new Date(grant.exp * 1000).toISOString() };
    },

    verify: async (address, probe, { signal, challenge, successor, ...wanted } = {}) => {
      try {
        const answer = await client
          .verify(address, probe, { challenge, successor, ...wanted, ...(signal && { signal }) })
          .catch(ending(address));
        // The time is seen here too, so that the clock cannot be set back behind it.
        await store.look(address, now()).catch(() => undefined);
        flushOnTheSide();
        return answer;
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "unreachable") throw error;
        return decided(address, { probe, ...wanted }, signal, error);
      }
    },

    flush: ({ signal } = {}) => flush(signal),
    waiting: async () => (await store.waiting()).length,
    forget: (address) => store.forget(address),
  };
}
