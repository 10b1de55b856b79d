import { http, HttpResponse } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PublicJwk } from "../contract/index.ts";
import { toProblemBody } from "../contract/index.ts";
import { fromBase64Url, normalize, Problem } from "../core/index.ts";
import {
  digestOf,
  keySigner,
  readProof,
  statementOf,
  thumbprintOf,
  type DeviceSigner,
  type KeyProof,
  type NewKey,
  type Proof,
} from "../device/index.ts";
import { memoryStore } from "../template/store/memory.ts";
import { createClient, type Client } from "./client.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const endpoint = "https://faces.example/edge";
const ada = { collection: "staff", subject: "ada" };
const modelId = "fixture@1";
const template = { modelId, vector: normalize([1, 2, 2, 4]) };
const verifyPath = "/edge/v1/collections/staff/subjects/ada:verify";

let device: DeviceSigner;
let requests: Request[];
let challenges: number;
let answers: (() => Response)[];

beforeEach(() => {
  device = keySigner(memoryStore(), { label: "this test" });
  requests = [];
  challenges = 0;
  answers = [];
  server.use(
    http.post(`${endpoint}/v1/collections/staff/subjects/ada/challenges`, () =>
      HttpResponse.json({ nonce: `nonce-${(challenges += 1)}`, tenant: "acme", expiresAt: "" }),
    ),
    http.all(`${endpoint}/*`, ({ request }) => {
      requests.push(request.clone());
      return (answers.shift() ?? (() => HttpResponse.json({ match: true })))();
    }),
  );
});

const client = () => createClient({ endpoint, key: "k-1", device, backoff: 1 });
const proofIn = <Kind extends Proof | NewKey>(request: Request, header: string) =>
  readProof(request.headers.get(header)!) as Kind;
const refused = (problem: Problem, headers: Record<string, string> = {}) => () => {
  const body = toProblemBody(problem);
  return HttpResponse.json(body, { status: body.status, headers });
};

async function holds(publicKey: PublicJwk, statement: Uint8Array<ArrayBuffer>, signature: string): Promise<boolean> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { ...publicKey }, algorithm, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64Url(signature), statement);
}

test("[PRF1] a verification is proved word by word: method, whole path, tenant, subject, model, nonce and body", async () => {
  await client().enrol(ada, template, { ticket: "the ticket" });
  const registered = proofIn<NewKey>(requests[0]!, "likeness-new-device");
  expect(requests[0]!.headers.get("likeness-ticket")).toBe("the ticket");
  expect(requests[0]!.headers.has("likeness-proof")).toBe(false);
  expect(registered).toMatchObject({ kind: "key", nonce: "nonce-1", label: "this test" });

  await client().verify(ada, template);
  const proof = proofIn<KeyProof>(requests[1]!, "likeness-proof");
  const body = await digestOf(await requests[1]!.text());
  const request = { method: "POST", path: verifyPath, tenant: "acme", ...ada, modelId, body };
  expect(await holds(registered.publicKey, statementOf(request, "nonce-2"), proof.signature)).toBe(true);
  for (const [field, value] of Object.entries(request)) {
    const other = statementOf({ ...request, [field]: `${value}x` }, "nonce-2");
    expect(await holds(registered.publicKey, other, proof.signature)).toBe(false);
  }
  expect(await holds(registered.publicKey, statementOf(request, "nonce-1"), proof.signature)).toBe(false);
});

test("[DEV1] the key that signs cannot be taken out of its store", async () => {
  const store = memoryStore();
  await createClient({ endpoint, key: "k-1", device: keySigner(store) }).verify(ada, template);
  const { signing } = (await store.keys())!;
  await expect(crypto.subtle.exportKey("jwk", signing.privateKey as CryptoKey)).rejects.toThrow();
});

test("who is registered adds a template by a proof", async () => {
  await client().enrol(ada, template);
  expect(requests[0]!.headers.has("likeness-new-device")).toBe(false);
  expect(proofIn(requests[0]!, "likeness-proof")).toMatchObject({ kind: "key" });
});

test("another device is registered by a proof of the one and of the other, each over a challenge of its own", async () => {
  await client().addDevice(ada, { device: keySigner(memoryStore()) });
  const [request] = requests as [Request];
  const [acting, added] = [proofIn<KeyProof>(request, "likeness-proof"), proofIn<NewKey>(request, "likeness-new-device")];
  expect(new Set([acting.nonce, added.nonce]).size).toBe(2);
  expect(await thumbprintOf(added.publicKey)).not.toBe(acting.device);
});

test("a key that is registered in a second try is proved over a challenge of its own", async () => {
  answers.push(refused(new Problem("remote_unavailable")));
  await client().enrol(ada, template, { ticket: "t" });
  const nonces = requests.map((request) => proofIn<NewKey>(request, "likeness-new-device").nonce);
  expect(nonces).toEqual(["nonce-1", "nonce-2"]);
});

test("with a ticket it is this device that is registered, of the version that is meant", async () => {
  await client().addDevice(ada, { ticket: "t", ifMatch: "v-1" });
  const { headers } = requests[0]!;
  expect(headers.get("if-match")).toBe('"v-1"');
  expect(headers.has("likeness-proof")).toBe(false);
  expect(headers.has("likeness-new-device")).toBe(true);
});

test("a client without a device proves nothing, and asks for no challenge", async () => {
  await createClient({ endpoint, key: "k-1" }).verify(ada, template);
  expect(requests[0]!.headers.has("likeness-proof")).toBe(false);
  expect(challenges).toBe(0);
});

test("each try has a challenge of its own; the first may have been asked for before", async () => {
  answers.push(refused(new Problem("remote_unavailable")));
  const early = client().challenge(ada);
  await client().verify(ada, template, { challenge: early });
  const nonces = requests.map((request) => proofIn<KeyProof>(request, "likeness-proof").nonce);
  expect(nonces).toEqual(["nonce-1", "nonce-2"]);
  expect(challenges).toBe(2);
});

test("what was asked for early and kept too long is asked for once more; a late one is told", async () => {
  answers.push(refused(new Problem("challenge_invalid")));
  expect(await client().verify(ada, template, { challenge: client().challenge(ada) })).toEqual({ match: true });
  expect(challenges).toBe(2);

  const stale = refused(new Problem("challenge_invalid"));
  answers.push(stale, stale);
  const challenge = client().challenge(ada);
  await expect(client().verify(ada, template, { challenge })).rejects.toMatchObject({ code: "challenge_invalid" });
  answers.push(stale);
  await expect(client().verify(ada, template)).rejects.toMatchObject({ code: "challenge_invalid" });
  expect(requests).toHaveLength(5);
});

test("a challenge that could not be had early is asked for anew", async () => {
  const challenge = Promise.reject(new Problem("unreachable"));
  expect(await client().verify(ada, template, { challenge })).toEqual({ match: true });
  expect(challenges).toBe(1);
});

test("a host that does not answer is asked as often for a challenge as for anything else", async () => {
  let asked = 0;
  server.use(
    http.post(`${endpoint}/v1/collections/staff/subjects/ada/challenges`, () => {
      asked += 1;
      return HttpResponse.error();
    }),
  );
  await expect(client().verify(ada, template)).rejects.toMatchObject({ code: "unreachable" });
  expect(asked).toBe(3);
  expect(requests).toHaveLength(0);
});

test("a host that binds no devices is said to", async () => {
  server.use(
    http.post(`${endpoint}/v1/collections/staff/subjects/ada/challenges`, refused(new Problem("not_found"))),
  );
  await expect(client().verify(ada, template)).rejects.toMatchObject({
    code: "not_found",
    detail: expect.stringContaining("no devices"),
  });
});

test("who gives a call up asks for no challenge any more", async () => {
  server.use(http.post(`${endpoint}/v1/collections/staff/subjects/ada/challenges`, () => new Promise<Response>(() => {})));
  const controller = new AbortController();
  const verifying = client().verify(ada, template, { signal: controller.signal });
  controller.abort(new Error("closed"));
  await expect(verifying).rejects.toThrow("closed");
  expect(requests).toHaveLength(0);
});

describe("failed attempts", () => {
  test("are not repeated, and the time to wait is told", async () => {
    answers.push(refused(new Problem("attempts_delayed"), { "Retry-After": "30" }));
    await expect(client().verify(ada, template)).rejects.toMatchObject({ code: "attempts_delayed", retryAfter: 30 });
    expect(requests).toHaveLength(1);
  });

  test("at the end of which all is off are told as they are", async () => {
    answers.push(refused(new Problem("attempts_disabled")));
    await expect(client().verify(ada, template)).rejects.toMatchObject({ code: "attempts_disabled" });
    expect(requests).toHaveLength(1);
  });
});

describe("a device that asks its user", () => {
  const asking = () => {
    const prove = vi.fn<DeviceSigner["prove"]>(async (_, nonce) => ({ kind: "key", nonce, device: "d", signature: "s" }));
    const register = vi.fn<DeviceSigner["register"]>(async (_, nonce) => ({
      kind: "passkey",
      nonce,
      device: `made over ${nonce}`,
      attestationObject: "",
      clientDataJSON: "",
    }));
    const signer = { attended: true, prove, register } satisfies DeviceSigner;
    return { ...signer, client: createClient({ endpoint, key: "k-1", device: signer, backoff: 1 }) };
  };
  const busy = refused(new Problem("remote_unavailable"));

  test("asks once: what failed is told, and not tried again", async () => {
    const { client, prove } = asking();
    answers.push(busy);
    await expect(client.verify(ada, template)).rejects.toMatchObject({ code: "remote_unavailable" });
    expect(prove).toHaveBeenCalledTimes(1);
  });

  test("is not asked in vain: until there is a challenge, the host is tried again", async () => {
    const { client, prove } = asking();
    const lost = () => HttpResponse.error();
    const path = `${endpoint}/v1/collections/staff/subjects/ada/challenges`;
    server.use(http.post(path, lost, { once: true }));
    await client.verify(ada, template);
    server.use(http.post(path, lost, { once: true }));
    await client.verify(ada, template, { challenge: client.challenge(ada, { retries: 0 }) });
    expect(prove).toHaveBeenCalledTimes(2);
  });

  test("has nobody asked twice for a challenge that has become too old", async () => {
    const { client, prove } = asking();
    answers.push(refused(new Problem("challenge_invalid")));
    const challenge = client.challenge(ada);
    await expect(client.verify(ada, template, { challenge })).rejects.toMatchObject({ code: "challenge_invalid" });
    expect(prove).toHaveBeenCalledTimes(1);
  });

  test("[ENR4] is registered once a call: the enrolment is sent again with the same passkey", async () => {
    const { client, register } = asking();
    answers.push(busy, busy);
    await client.enrol(ada, template, { ticket: "t" });
    expect(register).toHaveBeenCalledTimes(1);
    const sent = requests.map(({ headers }) => [headers.get("idempotency-key"), headers.get("likeness-new-device")]);
    expect(sent).toEqual([sent[0], sent[0], sent[0]]);
    await client.enrol(ada, template, { ticket: "t" });
    expect(register).toHaveBeenCalledTimes(2);
  });

  test("is asked for its passkey although the first challenge could not be had", async () => {
    const { client, register } = asking();
    server.use(
      http.post(`${endpoint}/v1/collections/staff/subjects/ada/challenges`, () => HttpResponse.error(), { once: true }),
    );
    await client.enrol(ada, template, { ticket: "t" });
    expect(register).toHaveBeenCalledTimes(1);
  });

  test("is told when the call is given up", async () => {
    const { client, prove } = asking();
    const { signal } = new AbortController();
    await client.verify(ada, template, { signal });
    expect(prove.mock.calls[0]![2]).toBe(signal);
  });
});

describe("a proof of what has no body", () => {
  test.each([
    ["devices", "GET", "devices", (it: Client) => it.devices(ada)],
    ["revokeDevice", "DELETE", "devices/d-1", (it: Client) => it.revokeDevice(ada, "d-1")],
  ] as const)("%s", async (_, method, path, call) => {
    const prove = vi.spyOn(device, "prove");
    await call(client());
    expect(prove).toHaveBeenCalledExactlyOnceWith(
      {
        method,
        path: `/edge/v1/collections/staff/subjects/ada/${path}`,
        tenant: "acme",
        ...ada,
        modelId: undefined,
        // SHA-256 of nothing (FIPS 180-4).
        body: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
      },
      "nonce-1",
      undefined,
    );
    expect(requests[0]!.method).toBe(method);
  });
});

test("a successor goes along, and is part of what is proved", async () => {
  const prove = vi.spyOn(device, "prove");
  const successor = { modelId: "next@1", vector: normalize([1, 0, 0, 0]) };
  await client().verify(ada, template, { successor });
  const text = await requests[0]!.text();
  expect(JSON.parse(text)).toMatchObject({ probe: { modelId }, successor: { modelId: "next@1" } });
  expect(prove.mock.calls[0]![0]).toMatchObject({ modelId, body: await digestOf(text) });
});

test("a page without TLS has no WebCrypto, and is told so before anything is sent", async () => {
  vi.stubGlobal("crypto", { randomUUID: () => "u", getRandomValues: () => undefined });
  const verifying = client().verify(ada, template);
  await expect(verifying).rejects.toMatchObject({ code: "device_unavailable", detail: expect.stringContaining("https") });
  vi.unstubAllGlobals();
  expect(challenges).toBe(0);
});

test("a store that cannot be used is said to be the device's trouble", async () => {
  const keys = vi.fn(() => Promise.reject(new Error("private browsing")));
  const broken = { ...memoryStore(), keys };
  const blocked = createClient({ endpoint, key: "k-1", device: keySigner(broken) });
  await expect(blocked.verify(ada, template)).rejects.toMatchObject({
    code: "device_unavailable",
    message: expect.stringContaining("private browsing"),
  });
  expect(requests).toHaveLength(0);
  expect(keys).toHaveBeenCalledTimes(1);
});
