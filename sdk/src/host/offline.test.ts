import { decodeJwt } from "jose/jwt/decode";
import { decodeProtectedHeader } from "jose/decode/protected_header";
import { exportJWK } from "jose/key/export";
import { generateKeyPair } from "jose/key/generate/keypair";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { AuditsBody, Granted } from "../contract/index.ts";
import { normalize, type Template } from "../core/index.ts";
import { auditFormat, auditType } from "../template/audit.ts";
import { deviceKey, type DeviceKey } from "../device/device-key.ts";
import { digestOf } from "../device/digest.ts";
import type { GrantClaims } from "../template/grant.ts";
import { templatesIn } from "../template/sealed-templates.ts";
import { memoryStore } from "../template/store/memory.ts";
import type { Gallery } from "./gallery.ts";
import { callers, card, hostOver as hostWith } from "./host.fixture.ts";
import type { HostOptions } from "./host-options.ts";
import { parseSigningKeys } from "./signing-keys.ts";

const templates: Template[] = [1, 2].map((n) => ({ modelId: card.modelId, vector: normalize([n, 2, 2, 4]) }));
const caller = callers["k-offline"];
const newKeys = async () =>
  parseSigningKeys(JSON.stringify(await exportJWK((await generateKeyPair("ES256", { extractable: true })).privateKey)));
const signingKeys = await newKeys();
const ada = { collection: "staff", subject: "ada" };
const at = "2026-01-02T03:04:05.000Z";

const hostOver = (gallery: Partial<Gallery>, options: Partial<HostOptions> = {}) =>
  hostWith(gallery, { service: "edge", signingKeys, now: () => new Date(at), ...options });

let device: DeviceKey;
beforeEach(async () => {
  device = await deviceKey(memoryStore());
});

const post = (host: ReturnType<typeof hostOver>, name: string, body: object, key = "k-offline") =>
  host.request(`/v1/collections/staff/subjects/ada/${name}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

describe("a grant", () => {
  const giving = { templates: async () => templates };
  const wanted = () => ({ deviceKey: device.publicKeys });
  const given = async (body: object = {}) => {
    const response = await post(hostOver(giving), "offline-grants", { ...wanted(), ...body });
    expect(response.status).toBe(201);
    return (await response.json()) as Granted;
  };

  test("says who may decide what until when, signed by the host", async () => {
    const { grant, sealed, expiresAt } = await given({ maxAge: 3_600, targetFmr: 1e-3 });
    expect(decodeJwt(grant)).toEqual({
      format: "likeness-grant/1",
      iss: "urn:likeness:edge",
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: Date.parse(at) / 1000,
      exp: Date.parse(at) / 1000 + 3_600,
      tenant: "acme",
      ...ada,
      modelId: card.modelId,
      cnf: { jwk: device.publicKeys.signing },
      sealed: await digestOf(sealed),
      templates: 2,
      targetFmr: 1e-3,
      // Two comparisons: at 1e-3 for both the first of the three is too mild.
      thresholds: card.calibration.thresholds.slice(1).map(({ score, fmr }) => ({ score, fmr })),
      maxFailures: 10,
    });
    const { kid } = (await signingKeys.publicKeys()).keys[0]!;
    expect(decodeProtectedHeader(grant)).toEqual({ alg: "ES256", typ: "likeness-grant+jwt", kid });
    expect(expiresAt).toBe("2026-01-02T04:04:05.000Z");
  });

  test("[OFF2] comes with the templates, for the device alone", async () => {
    const { sealed } = await given();
    expect(templatesIn(await device.open(sealed))).toEqual(templates);
    const other = await deviceKey(memoryStore());
    await expect(other.open(sealed)).rejects.toMatchObject({ code: "offline_invalid" });
  });

  test("[OFF3] lives for a day unless another time is asked for, and not for more than a week", async () => {
    const { exp, iat } = decodeJwt<GrantClaims>((await given()).grant);
    expect(exp - iat).toBe(86_400);
    for (const maxAge of [59, 604_801, 90.5]) {
      expect((await post(hostOver(giving), "offline-grants", { ...wanted(), maxAge })).status).toBe(422);
    }
  });

  test.each([
    ["a key that may not have any", signingKeys, "k-secret"],
    ["a host that gives none", undefined, "k-offline"],
  ])("[OFF6] is not given to %s, and no template is read for it", async (_, signingKeys, key) => {
    const read = vi.fn(giving.templates);
    const response = await post(hostOver({ templates: read }, { signingKeys }), "offline-grants", wanted(), key);
    expect(await response.json()).toMatchObject({ code: "offline_unavailable", status: 404 });
    expect(read).not.toHaveBeenCalled();
  });
});

describe("audits", () => {
  const claims = { format: auditFormat, sequence: 1, at, match: true, modelId: card.modelId, fmr: 1e-4 } as const;
  const keepAudits = vi.fn<Gallery["keepAudits"]>(async (_, __, audits) => ({ added: audits.length, known: 0 }));
  const host = hostOver({ templates: async () => templates, keepAudits });

  async function granted(): Promise<{ grant: string; jti: string; begins: string }> {
    const response = await post(host, "offline-grants", { deviceKey: device.publicKeys });
    const { grant } = (await response.json()) as Granted;
    return { grant, jti: decodeJwt(grant).jti!, begins: await digestOf(grant) };
  }

  const handIn = (body: AuditsBody, to = host) => post(to, "offline-audits", body);

  beforeEach(() => {
    keepAudits.mockClear();
  });

  test("[OFF18] are handed on once grant and signatures are right, by a key that may have no grants too", async () => {
    const { grant, jti, begins } = await granted();
    const signed = await device.sign({ ...claims, grant: jti, previous: begins }, auditType);
    expect((await handIn({ grant, audits: [signed] })).status).toBe(200);
    expect((await post(host, "offline-audits", { grant, audits: [signed] }, "k-secret")).status).toBe(200);
    const audit = { id: await digestOf(signed), grant: jti, begins, sequence: 1, previous: begins, signed };
    expect(keepAudits.mock.calls[0]).toEqual([caller, ada, [audit]]);
  });

  test.each([
    ["another grant", { grant: "another" }],
    ["no sequence", { sequence: 0 }],
    ["more than was agreed on", { score: 0.9 }],
    ["another format", { format: "likeness-audit/2" }],
  ])("[OFF18] with %s are refused", async (_, changes) => {
    const { grant, jti, begins } = await granted();
    const signed = await device.sign({ ...claims, grant: jti, previous: begins, ...changes }, auditType);
    expect(await (await handIn({ grant, audits: [signed] })).json()).toMatchObject({ code: "offline_invalid", status: 403 });
    expect(keepAudits).not.toHaveBeenCalled();
  });

  test("[OFF18] of a token of another type are refused", async () => {
    const { grant, jti, begins } = await granted();
    const signed = await device.sign({ ...claims, grant: jti, previous: begins }, "JWT");
    expect((await handIn({ grant, audits: [signed] })).status).toBe(403);
  });

  test("[OFF18] by a grant that another host has signed are refused, and all by a host without keys", async () => {
    const { grant, jti, begins } = await granted();
    const signed = await device.sign({ ...claims, grant: jti, previous: begins }, auditType);
    for (const keys of [await newKeys(), undefined]) {
      const other = hostOver({ keepAudits }, { signingKeys: keys });
      expect((await handIn({ grant, audits: [signed] }, other)).status).toBe(403);
    }
  });

  test("[OFF15] are answered as they were signed, a page at a time", async () => {
    const liveness = { method: "active", nonce: "n-1" } as const;
    const signed = await device.sign({ ...claims, grant: "g-1", previous: "A".repeat(43), liveness }, auditType);
    const audits = vi.fn<Gallery["audits"]>(async () => ({
      audits: [{ signed, receivedAt: at, chain: "gap" }],
      next: 7,
    }));
    const response = await hostOver({ audits }).request(
      "/v1/collections/staff/subjects/ada/offline-audits?cursor=3&limit=1",
      { headers: { Authorization: "Bearer k-secret" } },
    );
    expect(await response.json()).toEqual({
      audits: [
        {
          id: await digestOf(signed),
          grant: "g-1",
          device: device.thumbprint,
          sequence: 1,
          at,
          receivedAt: at,
          match: true,
          modelId: card.modelId,
          fmr: 1e-4,
          liveness: "client-claimed",
          chain: "gap",
          signed,
        },
      ],
      cursor: "7",
    });
    expect(audits).toHaveBeenCalledExactlyOnceWith(expect.anything(), ada, { after: 3, limit: 1 });
  });

  test("ten of them fit the limit of a body", async () => {
    const { grant, jti, begins } = await granted();
    const long = { ...claims, grant: jti, previous: begins, liveness: { method: "passive", nonce: "n".repeat(128) } };
    const signed = await device.sign({ ...long, modelId: "m".repeat(128) }, auditType);
    expect((await handIn({ grant, audits: Array.from({ length: 10 }, () => signed) })).status).toBe(200);
  });
});
