import { describe, expect, test, vi } from "vitest";
import { openApiDocument, openApiPath } from "../contract/index.ts";
import { Problem, sha256Hex } from "../core/index.ts";
import type { Gallery } from "./gallery.ts";
import {
  ada,
  address,
  callers,
  encoded,
  enrolled,
  hostOver,
  modelId,
  post,
  secret,
  template,
  verified,
} from "./host.fixture.ts";

const caller = callers["k-secret"];
/** A call that somebody waits for. */
const underway = expect.objectContaining({ signal: expect.any(AbortSignal) });
const unproved = { proof: undefined, newDevice: undefined, ticket: undefined, ifMatch: undefined };

describe("operations", () => {
  test("health says who answers and which models are taken, to anyone", async () => {
    const response = await hostOver({}, { engine: "flat" }).request("/v1/health");
    expect(await response.json()).toEqual({
      status: "ok",
      service: "server",
      models: [modelId],
      engine: "flat",
    });
  });

  test("the document is served to anyone", async () => {
    const response = await hostOver().request(openApiPath);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  test("enrol hands on the caller, the address, the template and the metadata", async () => {
    const enrol = vi.fn(async () => enrolled);
    const response = await hostOver({ enrol }).request(
      `${ada}/templates`,
      post({ template: encoded, metadata: { hall: "7" } }),
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual(enrolled);
    expect(enrol).toHaveBeenCalledExactlyOnceWith(
      caller,
      address,
      {
        template,
        metadata: { hall: "7" },
        replace: false,
        quality: undefined,
        consent: undefined,
        idempotency: undefined,
      },
      { ...unproved, request: { method: "POST", path: `${ada}/templates`, body: "" } },
      underway,
    );
  });

  test("enrol hands on what is to be replaced, the quality and the consent", async () => {
    const enrol = vi.fn<Gallery["enrol"]>(async () => enrolled);
    const consent = { text: "2026-01", purpose: "the door", expiresAt: "2027-01-01T00:00:00.000Z" };
    const body = { template: encoded, replace: true, quality: 0.5, consent };
    expect((await hostOver({ enrol }).request(`${ada}/templates`, post(body))).status).toBe(201);
    expect(enrol.mock.lastCall?.[2]).toMatchObject({ replace: true, quality: 0.5, consent });
  });

  test("enrol hands on the idempotency key with the digest of the body as it was sent", async () => {
    const enrol = vi.fn<Gallery["enrol"]>(async () => enrolled);
    // Blanks are part of what was sent.
    const body = JSON.stringify({ template: encoded }, null, 2);
    await hostOver({ enrol }).request(`${ada}/templates`, post(body, { "Idempotency-Key": "once" }));
    expect(enrol.mock.lastCall?.[2].idempotency).toEqual({ key: "once", digest: await sha256Hex(body) });
  });

  test("read and erase hand on the caller and the address", async () => {
    const read = vi.fn(async () => ({ subject: "ada", modelId, templates: [], metadata: {}, indexed: true }));
    const erase = vi.fn(async () => ({ subject: "ada", templates: 2 }));
    const host = hostOver({ read, erase });
    expect(await (await host.request(ada, { headers: secret })).json()).toMatchObject({ indexed: true });
    const erased = await host.request(ada, { method: "DELETE", headers: secret });
    expect(await erased.json()).toEqual({ subject: "ada", templates: 2 });
    for (const called of [read, erase]) {
      expect(called).toHaveBeenCalledExactlyOnceWith(caller, address, underway);
    }
  });

  test("verify hands on the probe, the rate wanted, by default 1e-4, and what the device says and brings along", async () => {
    const verify = vi.fn<Gallery["verify"]>(async () => verified);
    const host = hostOver({ verify });
    await host.request(`${ada}:verify`, post({ probe: encoded }));
    await host.request(`${ada}:verify`, post({ probe: encoded, targetFmr: 0.01 }));
    await host.request(`${ada}:verify`, post({ probe: encoded, liveness: { method: "active", nonce: "n-1" } }));
    await host.request(`${ada}:verify`, post({ probe: encoded, successor: encoded }));
    const given = { probe: template, targetFmr: 1e-4, liveness: undefined, successor: undefined };
    expect(verify.mock.calls.map(([, , comparison]) => comparison)).toEqual([
      given,
      { ...given, targetFmr: 0.01 },
      { ...given, liveness: { method: "active", nonce: "n-1" } },
      { ...given, successor: template },
    ]);
    const request = { method: "POST", path: `${ada}:verify`, body: "" };
    expect(verify.mock.lastCall).toEqual([caller, address, expect.anything(), { ...unproved, request }, underway]);
  });

  test("identify hands on the collection and the search", async () => {
    const answer = { candidates: [], modelId, threshold: { score: 0.7, fmr: 1e-4, fpir: 0.003 }, plan: [] };
    const identify = vi.fn(async () => answer);
    const response = await hostOver({ identify }).request(
      "/v1/collections/staff:identify",
      post({ probe: encoded, maxCandidates: 2 }),
    );
    expect(await response.json()).toEqual(answer);
    const search = { probe: template, targetFpir: 0.003, maxCandidates: 2 };
    expect(identify).toHaveBeenCalledExactlyOnceWith(caller, "staff", search, underway);
  });

  test.each([{ given: { ...verified, score: 0.8 } }, { given: verified }])(
    "a score leaves only if the gallery gave one: $given.score",
    async ({ given }) => {
      const response = await hostOver({ verify: async () => given }).request(
        `${ada}:verify`,
        post({ probe: encoded }),
      );
      expect(await response.json()).toEqual(given);
    },
  );

  test("a name may be percent-encoded", async () => {
    const read = vi.fn<Gallery["read"]>(async () => Promise.reject(new Problem("unknown_subject")));
    await hostOver({ read }).request("/v1/collections/staff/subjects/ada%7E1", { headers: secret });
    expect(read.mock.lastCall?.[1]).toEqual({ collection: "staff", subject: "ada~1" });
  });
});

describe("problems", () => {
  const enrolment = { template: encoded };

  test.each([
    { what: "no JSON", init: post("{"), status: 400, code: "bad_json" },
    { what: "an empty body", init: post(""), status: 400, code: "bad_json" },
    {
      what: "another media type",
      init: post(enrolment, { "Content-Type": "text/plain" }),
      status: 415,
      code: "unsupported_media_type",
    },
    { what: "no key", init: post(enrolment, { Authorization: "" }), status: 401, code: "key_missing" },
    {
      what: "a wrong key",
      init: post(enrolment, { Authorization: "Bearer k-2" }),
      status: 401,
      code: "key_unknown",
    },
    {
      what: "a template of an unknown model",
      init: post({ template: { ...encoded, modelId: "other@1" } }),
      status: 422,
      code: "unknown_model",
    },
    {
      what: "a template of the wrong length",
      init: post({ template: { ...encoded, data: "AAAA" } }),
      status: 422,
      code: "template_length",
    },
    {
      what: "an idempotency key over its length",
      init: post(enrolment, { "Idempotency-Key": "k".repeat(256) }),
      status: 422,
      code: "invalid_request",
    },
  ])("$what is answered $status $code, and nothing is enrolled", async ({ init, status, code }) => {
    const enrol = vi.fn<Gallery["enrol"]>();
    const response = await hostOver({ enrol }).request(`${ada}/templates`, init);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code, status });
    expect(enrol).not.toHaveBeenCalled();
  });

  test("what breaks the contract is named by its path", async () => {
    const response = await hostOver().request(
      `${ada}/templates`,
      post({ template: { ...encoded, encoding: "f64" }, metadata: { hall: 7 } }),
    );
    expect(await response.json()).toMatchObject({
      code: "invalid_request",
      detail: expect.stringMatching(/^template\.encoding: .+; metadata\.hall: .+/),
    });
  });

  test("a name that no subject can have is named by its parameter", async () => {
    const response = await hostOver().request("/v1/collections/staff/subjects/-ada", { headers: secret });
    expect(await response.json()).toMatchObject({
      code: "invalid_request",
      detail: expect.stringMatching(/^subject: /),
    });
  });

  test.each([
    ["GET", "/"],
    ["GET", "/v2/health"],
    ["GET", `${ada}:verify`],
    ["POST", `${ada}:promote`],
    ["PUT", ada],
  ])("there is no %s %s", async (method, path) => {
    const response = await hostOver().request(path, { method, headers: secret });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: "not_found",
      detail: expect.stringMatching(`^${method} `),
    });
  });

  test("a key is asked for before anything else of a request is looked at", async () => {
    const response = await hostOver().request(`${ada}/templates`, post("{", { Authorization: "Basic k-1" }));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("what the gallery refuses is answered as it said, and is no failure of the host", async () => {
    const onFailure = vi.fn();
    const read = async () => Promise.reject(new Problem("unknown_subject", "ada in staff"));
    const response = await hostOver({ read }, { onFailure }).request(ada, { headers: secret });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown_subject", detail: "ada in staff" });
    expect(onFailure).not.toHaveBeenCalled();
  });

  test("a bug is told to the log with the request's id, and to the caller without what it was", async () => {
    const onFailure = vi.fn();
    const error = new Error("no such column: vector");
    const response = await hostOver({ read: () => Promise.reject(error) }, { onFailure }).request(ada, {
      headers: secret,
    });
    expect(response.status).toBe(500);
    const body = (await response.json()) as { requestId: string };
    expect(body).toEqual({
      type: "urn:likeness:problem:internal",
      title: new Problem("internal").message,
      status: 500,
      code: "internal",
      requestId: expect.stringMatching(/./),
    });
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({ requestId: body.requestId, error });
  });

  test("an outage is told to the log, and the caller when to come again", async () => {
    const onFailure = vi.fn();
    const error = new Problem("remote_unavailable");
    const response = await hostOver({ read: () => Promise.reject(error) }, { onFailure }).request(ada, {
      headers: secret,
    });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({
      requestId: response.headers.get("x-request-id"),
      error,
    });
  });
});
