import { decodeJwt } from "jose/jwt/decode";
import { decodeProtectedHeader } from "jose/decode/protected_header";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { decideVerification, encodeTemplate, Problem, toBase64Url, type ProblemCode } from "../core/index.ts";
import { deviceKey } from "../device/device-key.ts";
import { digestOf } from "../device/digest.ts";
import {
  ada,
  calibration,
  enrolled,
  hostFixture,
  mated,
  modelId,
  nonMated,
  signingKey,
  start,
  type HostFixture,
} from "./host.fixture.ts";
import { createOffline, type Offline, type OfflineOptions } from "./offline.ts";
import { memoryStore } from "./store/memory.ts";
import type { HeldGrant, OfflineStore } from "./store/offline-store.ts";

const day = 86_400_000;
const minute = 60_000;

let host: HostFixture;
let store: OfflineStore;
let offline: Offline;
let now: number;

const device = (options: Partial<OfflineOptions> = {}) =>
  createOffline({ client: host.client, store, now: () => now, ...options });

beforeEach(async () => {
  host = await hostFixture();
  store = memoryStore();
  now = start;
  offline = device();
});

const withCode = (code: ProblemCode) => expect.objectContaining({ name: "Problem", code });
const refused = (work: Promise<unknown>, code: ProblemCode) => expect(work).rejects.toEqual(withCode(code));

/** A device with a grant and no network. */
async function cutOff(): Promise<HeldGrant> {
  await offline.renew(ada);
  host.problem = "unreachable";
  return (await store.look(ada, 0))!;
}

const audits = async () => (await store.waiting()).map(({ audit }) => decodeJwt(audit));

describe("a grant", () => {
  /** Puts another grant where the one that was given lay. */
  const put = async (changes: (held: HeldGrant) => Partial<HeldGrant> | Promise<Partial<HeldGrant>>) => {
    const held = await cutOff();
    await store.hold({ ...held, ...(await changes(held)) });
  };
  const segment = (value: object) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));

  test.each([
    ["that lives longer", (claims: object) => ({ ...claims, exp: 9_999_999_999 })],
    ["for another subject", (claims: object) => ({ ...claims, subject: "eve" })],
    ["with milder thresholds", (claims: object) => ({ ...claims, thresholds: [{ score: -1, fmr: 1e-9 }] })],
  ])("[OFF1] that was changed into one %s is refused", async (_, change) => {
    await put(({ grant }) => {
      const [header, , signature] = grant.split(".");
      return { grant: [header, segment(change(decodeJwt(grant))), signature].join(".") };
    });
    await refused(offline.verify(ada, mated), "offline_invalid");
    expect(await store.waiting()).toEqual([]);
  });

  test("[OFF1] without a signature is refused, though it says that it needs none", async () => {
    await put(({ grant }) => {
      const header = { ...decodeProtectedHeader(grant), alg: "none" };
      return { grant: [segment(header), grant.split(".")[1], ""].join(".") };
    });
    await refused(offline.verify(ada, mated), "offline_invalid");
  });

  test("[OFF1] that another host has signed is refused", async () => {
    await put(async () => ({ keys: (await signingKey()).keys }));
    await refused(offline.verify(ada, mated), "offline_invalid");
    await refused(device({ keys: (await signingKey()).keys }).verify(ada, mated), "offline_invalid");
  });

  test("[OFF1] of a format of another release is refused", async () => {
    host.changes = { format: "likeness-grant/2" as "likeness-grant/1" };
    await refused(offline.renew(ada), "offline_invalid");
  });

  test("[OFF1] is no token of another type, whoever signed it", async () => {
    // A key that both signs grants and audits: only the type tells them apart.
    const own = await deviceKey(store);
    const { signing } = own.publicKeys;
    const keys = { keys: [{ ...signing, kid: own.thumbprint, use: "sig", alg: "ES256" } as const] };
    await put(async ({ grant }) => ({ keys, grant: await own.sign(decodeJwt(grant), "likeness-audit+jwt") }));
    await refused(offline.verify(ada, mated), "offline_invalid");
  });

  test("[OFF2] rests on the device without its templates in the open", async () => {
    const held = await cutOff();
    await offline.verify(ada, mated);
    const kept = JSON.stringify([held, await store.look(ada, 0), await store.waiting()]);
    const payloads = [held.grant, ...(await store.waiting()).map(({ audit }) => audit)].map((token) => decodeJwt(token));
    for (const { data } of enrolled.map((template) => encodeTemplate(template))) {
      expect(kept).not.toContain(data);
      expect(JSON.stringify(payloads)).not.toContain(data);
    }
  });

  test("[OFF2] [OFF5] is refused with other templates, be they sealed to this device", async () => {
    await offline.renew({ ...ada, subject: "bob" });
    const { sealed } = (await store.look({ ...ada, subject: "bob" }, 0))!;
    await put(() => ({ sealed }));
    await refused(offline.verify(ada, mated), "offline_invalid");
  });

  test("[OFF4] decides as the host does, and never at a milder rate than it was given for", async () => {
    await offline.renew(ada, { targetFmr: 1e-3 });
    host.problem = "unreachable";
    const decidedAt = (targetFmr: number) => {
      const { match, threshold } = decideVerification(calibration, mated.vector, enrolled, targetFmr);
      return { match, threshold: { fmr: threshold.falsePositiveRate } };
    };
    expect(await offline.verify(ada, mated)).toMatchObject(decidedAt(1e-4));
    expect(await offline.verify(ada, mated, { targetFmr: 1e-3 })).toMatchObject(decidedAt(1e-3));
    expect(decidedAt(0.1)).not.toEqual(decidedAt(1e-3));
    expect(await offline.verify(ada, mated, { targetFmr: 0.1 })).toMatchObject(decidedAt(1e-3));
  });

  test("[OFF5] of another device is refused", async () => {
    const held = await cutOff();
    store = memoryStore();
    await store.hold(held);
    await refused(device().verify(ada, mated), "offline_invalid");
  });

  test("[OFF5] that names another device is not taken, though the templates can be opened here", async () => {
    const { publicKeys } = await deviceKey(memoryStore());
    host.changes = { cnf: { jwk: publicKeys.signing } };
    await refused(offline.renew(ada), "offline_invalid");
  });

  test.each([
    ["subject", { subject: "eve" }],
    ["collection", { collection: "guests" }],
  ])("[OFF5] for another %s than was asked about is not taken", async (_, changes) => {
    host.changes = changes;
    await refused(offline.renew(ada), "offline_invalid");
    expect(await store.look(ada, now)).toBeUndefined();
  });

  test("[OFF5] of one subject is none of another's", async () => {
    const held = await cutOff();
    const bob = { ...ada, subject: "bob" };
    await store.hold({ ...held, address: bob });
    await refused(offline.verify(bob, mated), "offline_invalid");
  });

  test("[OFF5] of another tenant is not taken where the tenant is known", async () => {
    await refused(device({ tenant: "umbrella" }).renew(ada), "offline_invalid");
    await device({ tenant: "acme" }).renew(ada);
  });

  test("[OFF5] that has expired when it comes is not taken, and leaves the one before", async () => {
    const held = await cutOff();
    host.problem = undefined;
    now = start + 2 * day;
    await refused(offline.renew(ada), "offline_expired");
    expect(await store.look(ada, 0)).toMatchObject({ grant: held.grant });
  });
});

describe("a decision", () => {
  test.each<ProblemCode>([
    "key_unknown",
    "rate_limited",
    "model_mismatch",
    "invalid_request",
    "unknown_model",
    "internal",
    "remote_unavailable",
  ])("[OFF7] is the host's where it has answered, be it with %s", async (code) => {
    await cutOff();
    host.problem = code;
    await refused(offline.verify(ada, mated), code);
    expect(await store.waiting()).toEqual([]);
  });

  test("[OFF7] is asked of the host with all that it takes, and made without it where it is out of reach", async () => {
    const verify = vi.spyOn(host.client, "verify");
    await cutOff();
    const challenge = Promise.resolve({ nonce: "n", tenant: "acme", expiresAt: "" });
    const successor = { modelId: "next@1", vector: mated.vector };
    const options = { targetFmr: 1e-3, challenge, successor };
    expect(await offline.verify(ada, mated, options)).toMatchObject({ match: true, offline: true });
    expect(verify).toHaveBeenCalledExactlyOnceWith(ada, mated, options);
  });

  test("[OFF7] that was given up is not made offline", async () => {
    await cutOff();
    const reason = new Error("left the page");
    await expect(offline.verify(ada, mated, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await store.waiting()).toEqual([]);
  });

  test("[OFF7] without network and without a grant is none", async () => {
    host.problem = "unreachable";
    const error = await offline.verify(ada, mated).catch((thrown: unknown) => thrown);
    expect(error).toEqual(withCode("offline_unavailable"));
    expect((error as Error).cause).toEqual(withCode("unreachable"));
  });

  test("[OFF8] ends with the subject: who is unknown to the host is not verified by the grant afterwards", async () => {
    await cutOff();
    await offline.verify(ada, mated);
    host.problem = "unknown_subject";
    await refused(offline.verify(ada, mated), "unknown_subject");
    host.problem = "unreachable";
    await refused(offline.verify(ada, mated), "offline_unavailable");
    expect(await offline.waiting()).toBe(0);
  });

  test("[OFF9] can be made until the grant expires, and not then", async () => {
    await cutOff();
    now = start + day - 1;
    expect(await offline.verify(ada, mated)).toMatchObject({ match: true });
    now = start + day;
    await refused(offline.verify(ada, mated), "offline_expired");
    expect(await store.waiting()).toHaveLength(1);
  });

  test("[OFF10] is not made by a clock that went back, be it behind a refusal", async () => {
    await cutOff();
    now = start + day + minute;
    await refused(offline.verify(ada, mated), "offline_expired");
    now = start + minute;
    await refused(offline.verify(ada, mated), "offline_expired");
  });

  test("[OFF10] is not made by a clock behind what the host has answered meanwhile", async () => {
    await cutOff();
    host.problem = undefined;
    now = start + 3 * 60 * minute;
    await offline.verify(ada, mated);
    host.problem = "unreachable";
    now = start + minute;
    await refused(offline.verify(ada, mated), "offline_expired");
  });

  test("[OFF10] bears a clock that is put right by up to a minute, once", async () => {
    await cutOff();
    now = start + 10 * minute;
    await offline.verify(ada, mated);
    now -= minute;
    expect(await offline.verify(ada, mated)).toMatchObject({ match: true });
    now -= 1;
    await refused(offline.verify(ada, mated), "offline_expired");
  });

  test("[OFF10] is not made by a clock from before the grant was given", async () => {
    now = start - 2 * minute;
    await refused(offline.renew(ada), "offline_expired");
  });

  test("[OFF11] is made until there were as many failures as the grant bears; a new grant begins anew", async () => {
    await cutOff();
    for (let i = 0; i < 2; i++) expect(await offline.verify(ada, nonMated)).toMatchObject({ match: false });
    expect(await offline.verify(ada, mated)).toMatchObject({ match: true });
    expect(await offline.verify(ada, nonMated)).toMatchObject({ match: false });
    await refused(offline.verify(ada, mated), "offline_unavailable");
    expect((await audits()).map(({ match }) => match)).toEqual([false, false, true, false]);
    host.problem = undefined;
    await cutOff();
    expect(await offline.verify(ada, mated)).toMatchObject({ match: true });
  });

  test("[OFF12] about a probe of another model is none, and counts as none", async () => {
    await cutOff();
    await refused(offline.verify(ada, { ...mated, modelId: "other@0" }), "model_mismatch");
    expect(await store.look(ada, 0)).toMatchObject({ decisions: 0, failures: 0 });
    expect(await store.waiting()).toEqual([]);
  });

  test("[OFF13] says that it was made offline, by which grant and when", async () => {
    await cutOff();
    now = start + 1_500;
    expect(await offline.verify(ada, mated, { liveness: { method: "active" } })).toEqual({
      match: true,
      modelId,
      threshold: { fmr: expect.any(Number) },
      keyBound: false,
      liveness: "client-claimed",
      offline: true,
      grant: "grant-1",
      at: "2026-01-02T03:04:06.500Z",
    });
    expect(await offline.verify(ada, mated)).toMatchObject({ liveness: "none" });
  });
});

describe("an audit", () => {
  test("[OFF14] is written before the decision is answered: without it there is no answer", async () => {
    await cutOff();
    const failing = { ...store, decide: () => Promise.reject(new Problem("offline_unavailable", "no room")) };
    await refused(device({ store: failing }).verify(ada, mated), "offline_unavailable");
    const order: string[] = [];
    const slow: OfflineStore = {
      ...store,
      decide: async (...decision) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push("written");
        return store.decide(...decision);
      },
    };
    await device({ store: slow }).verify(ada, mated).then(() => order.push("answered"));
    expect(order).toEqual(["written", "answered"]);
  });

  test("[OFF15] says what was decided and nothing of how near it was", async () => {
    const { grant } = await cutOff();
    await offline.verify(ada, nonMated, { liveness: { method: "passive" } });
    expect(await audits()).toEqual([
      {
        format: "likeness-audit/1",
        grant: "grant-1",
        sequence: 1,
        previous: await digestOf(grant),
        at: "2026-01-02T03:04:05.000Z",
        match: false,
        modelId,
        fmr: expect.any(Number),
        liveness: { method: "passive" },
      },
    ]);
    const { audit } = (await store.waiting())[0]!;
    const own = await deviceKey(store);
    expect(decodeProtectedHeader(audit)).toEqual({ alg: "ES256", typ: "likeness-audit+jwt", kid: own.thumbprint });
  });

  test("[OFF16] follows the one before it, though ten are made at once by two tabs", async () => {
    const { grant } = await cutOff();
    const tabs = [offline, device()];
    await Promise.all(Array.from({ length: 10 }, (_, i) => tabs[i % 2]!.verify(ada, mated)));
    const waiting = await store.waiting();
    expect((await audits()).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const before = [await digestOf(grant), ...waiting.map(({ id }) => id)].slice(0, -1);
    expect((await audits()).map(({ previous }) => previous)).toEqual(before);
    expect(await Promise.all(waiting.map(({ audit }) => digestOf(audit)))).toEqual(waiting.map(({ id }) => id));
  });

  test("[OFF11] [OFF16] ten failures at once are not more than the grant bears", async () => {
    await cutOff();
    const tabs = [offline, device()];
    const all = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => tabs[i % 2]!.verify(ada, nonMated)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await store.waiting()).toHaveLength(3);
  });

  test("[OFF17] waits until the host has acknowledged it", async () => {
    const { grant } = await cutOff();
    for (let i = 0; i < 12; i++) await offline.verify(ada, mated);
    const waiting = (await store.waiting()).map(({ audit }) => audit);
    await refused(offline.flush(), "unreachable");
    expect(await offline.waiting()).toBe(12);
    host.problem = undefined;
    expect(await offline.flush()).toBe(12);
    expect(host.handedIn).toEqual([
      { address: ada, body: { grant, audits: waiting.slice(0, 10) } },
      { address: ada, body: { grant, audits: waiting.slice(10) } },
    ]);
    expect(await offline.waiting()).toBe(0);
    expect(await offline.flush()).toBe(0);
  });

  test.each([
    ["a verification", () => offline.verify(ada, mated)],
    ["a renewal", () => offline.renew(ada)],
  ])("[OFF17] is handed in after %s that the host has answered", async (_, call) => {
    await cutOff();
    await offline.verify(ada, mated);
    host.problem = undefined;
    await call();
    await expect.poll(() => offline.waiting()).toBe(0);
    expect(host.handedIn).toHaveLength(1);
  });

  test("[OFF17] that is not taken goes on waiting, and holds up none of another grant", async () => {
    await cutOff();
    await offline.verify(ada, mated);
    host.problem = undefined;
    const bob = { ...ada, subject: "bob" };
    const taking = host.client.sendAudits;
    const client = {
      ...host.client,
      sendAudits: (...[address, body]: Parameters<typeof taking>) =>
        address.subject === "ada" ? Promise.reject(new Problem("offline_invalid")) : taking(address, body),
    };
    offline = device({ client });
    await offline.renew(bob);
    host.problem = "unreachable";
    await offline.verify(bob, mated);
    host.problem = undefined;
    await expect.poll(() => offline.flush().catch((error: Problem) => error.code)).toBe("offline_invalid");
    expect((await store.waiting()).map(({ address }) => address.subject)).toEqual(["ada"]);
    expect(host.handedIn).toHaveLength(1);
  });
});

describe("the device key", () => {
  test("[OFF21] cannot be taken out of the store, and is made once", async () => {
    const [first, second] = await Promise.all([deviceKey(store), deviceKey(store)]);
    expect(first.publicKeys).toEqual(second.publicKeys);
    expect((await deviceKey(store)).thumbprint).toBe(first.thumbprint);
    const { signing, sealing } = (await store.keys())!;
    for (const { privateKey } of [signing, sealing]) {
      expect(privateKey.extractable).toBe(false);
      await expect(crypto.subtle.exportKey("jwk", privateKey)).rejects.toThrow();
    }
  });

  test("[OFF21] of another store is another device", async () => {
    const [here, there] = [await deviceKey(store), await deviceKey(memoryStore())];
    expect(there.thumbprint).not.toBe(here.thumbprint);
  });
});
