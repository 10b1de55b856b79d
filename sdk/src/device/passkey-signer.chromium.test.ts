import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cdp } from "vitest/browser";
import { fromBase64Url, toBase64Url } from "../core/index.ts";
import { passkeySigner } from "./passkey-signer.ts";
import type { NewPasskey, PasskeyProof } from "./proof.ts";
import { statementOf, type ProvedRequest } from "./statement.ts";

// What the edge worker makes of it is in test/edge/passkey.e2e.test.ts; here the browser is held to WebAuthn alone.

/** What vitest's session of the DevTools protocol is used for here. */
interface Session {
  send(method: string, parameters?: object): Promise<unknown>;
}
const devTools = () => cdp() as unknown as Session;

const request: ProvedRequest = {
  method: "POST",
  path: "/v1/collections/staff/subjects/ada:verify",
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  modelId: "fixture@1",
  body: "digest",
};
const bob = { ...request, subject: "bob" };
const signer = passkeySigner({ name: "These tests", label: "an authenticator" });

let authenticatorId: string;

async function authenticator(options: object = {}): Promise<string> {
  const { authenticatorId } = (await devTools().send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      ...options,
    },
  })) as { authenticatorId: string };
  return authenticatorId;
}

beforeEach(async () => {
  await devTools().send("WebAuthn.enable");
  authenticatorId = await authenticator();
});
afterEach(async () => {
  await devTools().send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
  await devTools().send("WebAuthn.disable");
});

const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const joined = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]));
const clientData = ({ clientDataJSON }: { clientDataJSON: string }) =>
  JSON.parse(new TextDecoder().decode(fromBase64Url(clientDataJSON))) as object;

/** An attestation without a statement ends with the public key, which ends with x and y (WebAuthn 3, section 6.5.1.1). */
function publicKeyOf({ attestationObject }: NewPasskey): Promise<CryptoKey> {
  const bytes = fromBase64Url(attestationObject);
  const [x, y] = [bytes.subarray(-67, -35), bytes.subarray(-32)];
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const jwk = { kty: "EC", crv: "P-256", x: toBase64Url(x), y: toBase64Url(y) };
  return crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
}

/** r and s of 32 bytes each, of an ASN.1 sequence of two integers (WebAuthn 3, section 6.5.5). */
function plain(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const integer = (at: number) => {
    const bytes = der.subarray(at + 2, at + 2 + der[at + 1]!);
    return { bytes: joined(new Uint8Array(32), bytes).slice(-32), end: at + 2 + bytes.length };
  };
  const r = integer(2);
  return joined(r.bytes, integer(r.end).bytes);
}

async function holds(key: CryptoKey, proof: PasskeyProof): Promise<boolean> {
  const signed = joined(fromBase64Url(proof.authenticatorData), await sha256(fromBase64Url(proof.clientDataJSON)));
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, plain(fromBase64Url(proof.signature)), signed);
}

test("[PRF2] a passkey is made and used over the statement: its SHA-256 is the challenge, and the key signs it", async () => {
  const made = (await signer.register(request, "n-1")) as NewPasskey;
  expect(made).toMatchObject({ kind: "passkey", nonce: "n-1", label: "an authenticator" });
  expect(clientData(made)).toMatchObject({
    type: "webauthn.create",
    challenge: toBase64Url(await sha256(statementOf(request, "n-1"))),
    origin: location.origin,
  });

  const proof = (await signer.prove(request, "n-2")) as PasskeyProof;
  expect(proof).toMatchObject({ kind: "passkey", nonce: "n-2", device: made.device });
  expect(clientData(proof)).toMatchObject({
    type: "webauthn.get",
    challenge: toBase64Url(await sha256(statementOf(request, "n-2"))),
  });
  const key = await publicKeyOf(made);
  expect(await holds(key, proof)).toBe(true);
  const other = (await signer.prove({ ...request, body: "another" }, "n-2")) as PasskeyProof;
  expect(await holds(key, { ...other, clientDataJSON: proof.clientDataJSON })).toBe(false);
});

test("[PRF2] its user is verified, and it counts up", async () => {
  await signer.register(request, "n-1");
  const uses: { flags: number; count: number }[] = [];
  for (const nonce of ["n-2", "n-3"]) {
    const { authenticatorData } = (await signer.prove(request, nonce)) as PasskeyProof;
    const view = new DataView(fromBase64Url(authenticatorData).buffer);
    uses.push({ flags: view.getUint8(32), count: view.getUint32(33) });
  }
  // User present and verified (WebAuthn 3, section 6.1).
  expect(uses.map(({ flags }) => flags & 0b101)).toEqual([0b101, 0b101]);
  expect(uses[1]!.count).toBeGreaterThan(uses[0]!.count);
});

test("nothing is kept here: a signer made later finds the passkey, by the authenticator", async () => {
  const { device } = (await signer.register(request, "n-1")) as NewPasskey;
  expect(await passkeySigner({ name: "These tests" }).prove(request, "n-2")).toMatchObject({ device });
});

test("a subject has one passkey on an authenticator, and another subject another", async () => {
  const held = async () => {
    const { credentials } = (await devTools().send("WebAuthn.getCredentials", { authenticatorId })) as {
      credentials: { credentialId: string; userHandle: string }[];
    };
    return credentials;
  };
  const first = (await signer.register(request, "n-1")) as NewPasskey;
  const second = (await signer.register(request, "n-2")) as NewPasskey;
  expect(second.device).not.toBe(first.device);
  expect(await held()).toHaveLength(1);
  await signer.register(bob, "n-3");
  const handles = (await held()).map(({ userHandle }) => userHandle);
  expect(new Set(handles).size).toBe(2);
  // What an authenticator shows to whoever holds it.
  expect(handles.map((handle) => atob(handle)).join()).not.toMatch(/ada|bob|staff|acme/);
});

test("another subject's passkey is not taken, and that is said before anything is sent", async () => {
  await signer.register(bob, "n-1");
  await expect(signer.prove(request, "n-2")).rejects.toMatchObject({
    code: "device_unavailable",
    detail: expect.stringContaining("another subject"),
  });
});

describe("a passkey that cannot be had", () => {
  const unavailable = { name: "Problem", code: "device_unavailable" };

  test("because there is none for this site", async () => {
    await expect(signer.prove(request, "n")).rejects.toMatchObject(unavailable);
  });

  test("because its user is not who they say", async () => {
    await signer.register(request, "n-1");
    await devTools().send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await expect(signer.prove(request, "n-2")).rejects.toMatchObject(unavailable);
    await expect(signer.register(request, "n-3")).rejects.toMatchObject(unavailable);
  });

  test("because nobody answers in time", async () => {
    await devTools().send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
    const hasty = passkeySigner({ name: "These tests", timeout: 100 });
    await expect(hasty.register(request, "n")).rejects.toMatchObject(unavailable);
  });

  test("because the call was given up: that is its own reason, and the next question is free", async () => {
    await devTools().send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
    const controller = new AbortController();
    const asking = signer.register(request, "n-1", controller.signal);
    const reason = new Error("closed");
    setTimeout(() => controller.abort(reason), 50);
    await expect(asking).rejects.toBe(reason);
    await devTools().send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
    await expect(signer.register(request, "n-2")).resolves.toMatchObject({ kind: "passkey" });
  });
});
