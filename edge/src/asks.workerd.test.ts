import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { generateKeyPair } from "jose/key/generate/keypair";
import { exportJWK } from "jose/key/export";
import { SignJWT } from "jose/jwt/sign";
import { toBase64Url, type Problem } from "@likeness/sdk/core";
import { ticketType, type TicketPurpose } from "@likeness/sdk/device";
import type { Caller, Evidence, KeyRing } from "@likeness/sdk/host";
import { createAsks } from "./asks.ts";
import { challengeLife, issueChallenge } from "./challenge.ts";
import { testDevice } from "./proofs/device.fixture.ts";
import { namingKeys } from "./secrets.ts";

const now = new Date("2026-05-01T12:00:00.000Z");
const address = { collection: "staff", subject: "ada" };
const plain = { scores: false, offline: false, identify: false };
const page: Caller = { id: "1".repeat(64), kind: "publishable", tenant: "acme", ...plain };
const elsewhere = toBase64Url(new Uint8Array(72));
const request = { method: "POST", path: "/v1/somewhere", body: "digest" };
const none: Evidence = { request, proof: undefined, newDevice: undefined, ticket: undefined, ifMatch: undefined };

const naming = () => namingKeys(env.NAME_SECRET);
const nonceFor = async (given: typeof address, tenant = "acme", at = now) =>
  (await issueChallenge((await naming()).challenges, { tenant, ...given }, at)).nonce;

let asks: ReturnType<typeof createAsks>;
let ticketFor: (purpose: TicketPurpose, subject?: string) => Promise<string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("Ed25519", { extractable: true });
  const { x } = await exportJWK(publicKey);
  const id = "2".repeat(64);
  const keys: KeyRing = {
    [page.id]: page,
    [id]: { id, kind: "secret", tenant: "acme", ...plain, ...(x && { tickets: x }) },
  };
  asks = createAsks(keys, naming, () => now);
  ticketFor = (purpose, subject = "ada") =>
    new SignJWT({ purpose, collection: "staff", subject })
      .setProtectedHeader({ alg: "Ed25519", typ: ticketType, kid: id })
      .setJti("t-1")
      .setIssuedAt(now)
      .setExpirationTime(now.getTime() / 1000 + 600)
      .sign(privateKey);
});

const code = (asking: Promise<unknown>) =>
  asking.then(
    () => "asked",
    (problem: unknown) => (problem as Problem).code,
  );
const proofWith = (nonce: string): Evidence["proof"] => ({ kind: "key", nonce, device: "d", signature: "s" });
const newDeviceWith = async (nonce: string) =>
  (await testDevice()).register({ ...request, ...address, tenant: "acme", modelId: undefined }, nonce);

describe("what a subject's object is asked with", () => {
  test("[KEY2] has the tenant of the key, and the request as it came", async () => {
    const nonce = await nonceFor(address, "umbrella");
    const caller = { ...page, tenant: "umbrella" };
    const evidence = { ...none, proof: proofWith(nonce), ifMatch: "v" };
    expect(await asks.toProve(caller, address, evidence, "net@1")).toEqual({
      address: { tenant: "umbrella", ...address },
      key: { id: page.id, kind: "publishable" },
      request: { ...request, tenant: "umbrella", ...address, modelId: "net@1" },
      proof: evidence.proof,
      newDevice: undefined,
      ticket: undefined,
      ifMatch: "v",
    });
  });

  test.each(["proof", "newDevice"] as const)("[CHA3] has no %s over a challenge that does not hold", async (kind) => {
    const asked = async (nonce: string) => {
      const evidence = {
        ...none,
        ...(kind === "proof" ? { proof: proofWith(nonce) } : { newDevice: await newDeviceWith(nonce) }),
      };
      return code(asks.toChange(page, address, evidence, "enrol"));
    };
    expect(await asked(await nonceFor(address))).toBe("asked");
    for (const nonce of [
      elsewhere,
      await nonceFor({ ...address, subject: "bob" }),
      await nonceFor({ ...address, collection: "guests" }),
      await nonceFor(address, "umbrella"),
      await nonceFor(address, "acme", new Date(now.getTime() - challengeLife)),
    ]) {
      expect(await asked(nonce)).toBe("challenge_invalid");
    }
  });

  test("[TIC1] has a ticket for this subject and this purpose, or none", async () => {
    const asked = async (purpose: TicketPurpose, ticket: string) =>
      code(asks.toChange(page, address, { ...none, ticket }, purpose));
    expect(await asks.toChange(page, address, { ...none, ticket: await ticketFor("enrol") }, "enrol")).toMatchObject({
      ticket: { jti: "t-1", purpose: "enrol" },
    });
    expect(await asked("device", await ticketFor("device"))).toBe("asked");
    expect(await asked("device", await ticketFor("enrol"))).toBe("ticket_invalid");
    expect(await asked("enrol", await ticketFor("device"))).toBe("ticket_invalid");
    expect(await asked("enrol", await ticketFor("enrol", "bob"))).toBe("ticket_invalid");
    const caller = { ...page, tenant: "umbrella" };
    expect(await code(asks.toChange(caller, address, { ...none, ticket: await ticketFor("enrol") }, "enrol"))).toBe(
      "ticket_invalid",
    );
  });

  test("has neither ticket nor new device where they change nothing", async () => {
    const newDevice = await newDeviceWith(await nonceFor(address));
    expect(await code(asks.toProve(page, address, { ...none, newDevice }))).toBe("invalid_request");
    expect(await code(asks.toProve(page, address, { ...none, ticket: await ticketFor("enrol") }))).toBe(
      "invalid_request",
    );
    expect(await code(asks.toProve(page, address, none))).toBe("asked");
  });
});
