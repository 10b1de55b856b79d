import { http, HttpResponse } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, expectTypeOf, test } from "vitest";
import type { Identified, Verified } from "../contract/index.ts";
import { encodeTemplate, normalize } from "../core/index.ts";
import { createClient } from "./client.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const endpoint = "https://faces.example";
const client = createClient({ endpoint, key: "k-1", backoff: 1 });
const ada = { collection: "staff", subject: "ada" };
const jwk = { kty: "EC", crv: "P-256", x: "x", y: "y" } as const;
const deviceKey = { signing: jwk, sealing: jwk };
const template = { modelId: "fixture@1", vector: normalize([1, 2, 2, 4]) };

/** Answers everything with one body; keeps what was asked. */
function answering(body: object): Request[] {
  const requests: Request[] = [];
  server.use(
    http.all(`${endpoint}/*`, ({ request }) => {
      requests.push(request);
      return HttpResponse.json(body);
    }),
  );
  return requests;
}

test.each([
  { name: "health", call: () => client.health(), wanted: "GET /v1/health" },
  {
    name: "enrol",
    call: () => client.enrol(ada, template),
    wanted: "POST /v1/collections/staff/subjects/ada/templates",
  },
  { name: "read", call: () => client.read(ada), wanted: "GET /v1/collections/staff/subjects/ada" },
  { name: "erase", call: () => client.erase(ada), wanted: "DELETE /v1/collections/staff/subjects/ada" },
  {
    name: "verify",
    call: () => client.verify(ada, template),
    wanted: "POST /v1/collections/staff/subjects/ada:verify",
  },
  {
    name: "challenge",
    call: () => client.challenge(ada),
    wanted: "POST /v1/collections/staff/subjects/ada/challenges",
  },
  { name: "devices", call: () => client.devices(ada), wanted: "GET /v1/collections/staff/subjects/ada/devices" },
  { name: "addDevice", call: () => client.addDevice(ada), wanted: "POST /v1/collections/staff/subjects/ada/devices" },
  {
    name: "revokeDevice",
    call: () => client.revokeDevice(ada, "d-1"),
    wanted: "DELETE /v1/collections/staff/subjects/ada/devices/d-1",
  },
  { name: "enable", call: () => client.enable(ada), wanted: "POST /v1/collections/staff/subjects/ada:enable" },
  { name: "auditLog", call: () => client.auditLog(ada), wanted: "GET /v1/collections/staff/subjects/ada/audit-log" },
  { name: "keys", call: () => client.keys(), wanted: "GET /v1/keys" },
  {
    name: "grantOffline",
    call: () => client.grantOffline(ada, { deviceKey }),
    wanted: "POST /v1/collections/staff/subjects/ada/offline-grants",
  },
  {
    name: "sendAudits",
    call: () => client.sendAudits(ada, { grant: "g", audits: ["a"] }),
    wanted: "POST /v1/collections/staff/subjects/ada/offline-audits",
  },
  { name: "audits", call: () => client.audits(ada), wanted: "GET /v1/collections/staff/subjects/ada/offline-audits" },
  {
    name: "identify",
    call: () => client.identify("staff", template),
    wanted: "POST /v1/collections/staff:identify",
  },
])("$name is $wanted", async ({ call, wanted }) => {
  const answer = { some: "answer" };
  const [requests, given] = [answering(answer), await call()];
  expect(given).toEqual(answer);
  expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([wanted]);
});

test.each(["audits", "auditLog"] as const)("a page of %s is asked for by its cursor and its length", async (list) => {
  const requests = answering({});
  await client[list](ada, { cursor: "7", limit: 5 });
  await client[list](ada);
  const asked = requests.map(({ url }) => Object.fromEntries(new URL(url).searchParams));
  expect(asked).toEqual([{ cursor: "7", limit: "5" }, {}]);
});

test("the subject's name cannot change where a call goes", async () => {
  const requests = answering({});
  await client.erase({ collection: "staff", subject: "a/b?c#d:verify" });
  expect(requests[0]!.url).toBe(`${endpoint}/v1/collections/staff/subjects/a%2Fb%3Fc%23d%3Averify`);
});

test("enrol sends the template and the metadata that is given", async () => {
  const requests = answering({});
  await client.enrol(ada, template);
  await client.enrol(ada, template, { metadata: { hall: "7" } });
  const bodies = await Promise.all(requests.map((request) => request.json()));
  const encoded = encodeTemplate(template);
  expect(bodies).toEqual([{ template: encoded }, { template: encoded, metadata: { hall: "7" } }]);
});

test("a secret key's enrolment says what it replaces, of which version, and what was agreed to", async () => {
  const requests = answering({});
  const consent = { text: "v1", purpose: "doors", expiresAt: "2027-01-01T00:00:00Z" };
  await client.enrol(ada, template, { ifMatch: "v-7", replace: true, quality: 0.8, consent });
  const [{ headers }] = requests as [Request];
  expect(headers.get("if-match")).toBe('"v-7"');
  expect(["likeness-ticket", "likeness-proof", "likeness-new-device"].filter((name) => headers.has(name))).toEqual([]);
  const body = { template: encodeTemplate(template), replace: true, quality: 0.8, consent };
  expect(await requests[0]!.json()).toEqual(body);
});

test("each enrolment has an idempotency key of its own, unless the caller has one", async () => {
  const requests = answering({});
  await client.enrol(ada, template);
  await client.enrol(ada, template);
  await client.enrol(ada, template, { idempotencyKey: "mine" });
  const keys = requests.map(({ headers }) => headers.get("idempotency-key"));
  expect(new Set(keys).size).toBe(3);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[2]).toBe("mine");
});

test("verify and identify send the probe and what is asked; defaults are left to the host", async () => {
  const requests = answering({});
  await client.verify(ada, template);
  await client.verify(ada, template, { targetFmr: 0.01, signal: new AbortController().signal });
  await client.verify(ada, template, { liveness: { method: "passive" } });
  await client.identify("staff", template, { maxCandidates: 3 });
  const probe = encodeTemplate(template);
  expect(await Promise.all(requests.map((request) => request.json()))).toEqual([
    { probe },
    { probe, targetFmr: 0.01 },
    { probe, liveness: { method: "passive" } },
    { probe, maxCandidates: 3 },
  ]);
});

test("templates travel as the caller chose", async () => {
  const requests = answering({});
  await createClient({ endpoint, key: "k-1", encoding: "i8" }).verify(ada, template);
  expect(await requests[0]!.json()).toEqual({ probe: encodeTemplate(template, "i8") });
});

test.each([
  { name: "health", call: (signal: AbortSignal) => client.health({ signal }) },
  { name: "enrol", call: (signal: AbortSignal) => client.enrol(ada, template, { signal }) },
  { name: "read", call: (signal: AbortSignal) => client.read(ada, { signal }) },
  { name: "erase", call: (signal: AbortSignal) => client.erase(ada, { signal }) },
  { name: "verify", call: (signal: AbortSignal) => client.verify(ada, template, { signal }) },
  { name: "keys", call: (signal: AbortSignal) => client.keys({ signal }) },
  { name: "grantOffline", call: (signal: AbortSignal) => client.grantOffline(ada, { deviceKey }, { signal }) },
  {
    name: "sendAudits",
    call: (signal: AbortSignal) => client.sendAudits(ada, { grant: "g", audits: [] }, { signal }),
  },
  { name: "audits", call: (signal: AbortSignal) => client.audits(ada, { signal }) },
  { name: "identify", call: (signal: AbortSignal) => client.identify("staff", template, { signal }) },
])("$name can be stopped", async ({ call }) => {
  const reason = new Error("left the page");
  await expect(call(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("answers have the types of the contract", () => {
  expectTypeOf(client.verify).returns.resolves.toEqualTypeOf<Verified>();
  expectTypeOf(client.identify).returns.resolves.toEqualTypeOf<Identified>();
});
