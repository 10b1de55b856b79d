import { describe, expect, test, vi } from "vitest";
import { openApiDocument, openApiPath } from "../contract/index.ts";
import { embedderCard } from "../core/card.fixture.ts";
import { encodeTemplate, normalize, Problem, sha256Hex } from "../core/index.ts";
import { bodyLimitBytes, createHost, type HostOptions } from "./app.ts";
import type { Gallery } from "./gallery.ts";
import { createModels } from "./models.ts";

const caller = { tenant: "acme", scores: false };
const keys = { [await sha256Hex("k-1")]: caller };
const card = embedderCard();
const { modelId } = card;
const template = { modelId, vector: normalize([1, 2, 2, 4]) };
const encoded = encodeTemplate(template);

const ada = "/v1/collections/staff/subjects/ada";
const enrolled = {
  subject: "ada",
  templateId: "t-1",
  modelId,
  enrolledAt: "2026-01-01T00:00:00.000Z",
  templates: 1,
};
const verified = {
  match: true,
  modelId,
  threshold: { score: 0.7, fmr: 1e-4 },
  keyBound: false,
  liveness: "none" as const,
};

/** A host over a gallery of those operations that a test calls for. */
function hostOver(gallery: Partial<Gallery> = {}, options: Partial<HostOptions> = {}) {
  return createHost({
    service: "server",
    gallery: gallery as Gallery,
    models: createModels([card]),
    keys,
    ...options,
  });
}

const authorized = { Authorization: "Bearer k-1" };

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { ...authorized, "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

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
      { collection: "staff", subject: "ada" },
      { template, metadata: { hall: "7" }, idempotency: undefined },
    );
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
    expect(await (await host.request(ada, { headers: authorized })).json()).toMatchObject({ indexed: true });
    const erased = await host.request(ada, { method: "DELETE", headers: authorized });
    expect(await erased.json()).toEqual({ subject: "ada", templates: 2 });
    for (const called of [read, erase]) {
      expect(called).toHaveBeenCalledExactlyOnceWith(caller, { collection: "staff", subject: "ada" });
    }
  });

  test("verify hands on the probe, the rate wanted, by default 1e-4, and what the device says of liveness", async () => {
    const verify = vi.fn(async () => verified);
    const host = hostOver({ verify });
    await host.request(`${ada}:verify`, post({ probe: encoded }));
    await host.request(`${ada}:verify`, post({ probe: encoded, targetFmr: 0.01 }));
    await host.request(`${ada}:verify`, post({ probe: encoded, liveness: { method: "active", nonce: "n-1" } }));
    const address = { collection: "staff", subject: "ada" };
    expect(verify.mock.calls).toEqual([
      [caller, address, { probe: template, targetFmr: 1e-4, liveness: undefined }],
      [caller, address, { probe: template, targetFmr: 0.01, liveness: undefined }],
      [caller, address, { probe: template, targetFmr: 1e-4, liveness: { method: "active", nonce: "n-1" } }],
    ]);
  });

  test("identify hands on the collection and the search", async () => {
    const answer = { candidates: [], modelId, threshold: { score: 0.7, fmr: 1e-4, fpir: 0.003 }, plan: [] };
    const identify = vi.fn(async () => answer);
    const response = await hostOver({ identify }).request(
      "/v1/collections/staff:identify",
      post({ probe: encoded, maxCandidates: 2 }),
    );
    expect(await response.json()).toEqual(answer);
    expect(identify).toHaveBeenCalledExactlyOnceWith(caller, "staff", {
      probe: template,
      targetFpir: 0.003,
      maxCandidates: 2,
    });
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
    await hostOver({ read }).request("/v1/collections/staff/subjects/ada%7E1", { headers: authorized });
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
    const response = await hostOver().request("/v1/collections/staff/subjects/-ada", { headers: authorized });
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
    const response = await hostOver().request(path, { method, headers: authorized });
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
    const response = await hostOver({ read }, { onFailure }).request(ada, { headers: authorized });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown_subject", detail: "ada in staff" });
    expect(onFailure).not.toHaveBeenCalled();
  });

  test("a bug is told to the log with the request's id, and to the caller without what it was", async () => {
    const onFailure = vi.fn();
    const error = new Error("no such column: vector");
    const response = await hostOver({ read: () => Promise.reject(error) }, { onFailure }).request(ada, {
      headers: authorized,
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
      headers: authorized,
    });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({
      requestId: response.headers.get("x-request-id"),
      error,
    });
  });
});

describe("the body's limit", () => {
  const body = (bytes: number) => JSON.stringify({ template: encoded }).padEnd(bytes);
  const enrol = async () => enrolled;

  /** As a client sends that does not know the length beforehand. */
  function streamed(text: string): RequestInit {
    const parts = new TextEncoder().encode(text);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < parts.length; i += 1000) controller.enqueue(parts.subarray(i, i + 1000));
        controller.close();
      },
    });
    return { ...post(""), body: stream, duplex: "half" } as RequestInit;
  }

  test.each([
    { how: "declared", init: (text: string) => post(text, { "Content-Length": String(text.length) }) },
    { how: "streamed", init: streamed },
  ])("holds for a body that is $how", async ({ init }) => {
    const host = hostOver({ enrol });
    const fits = await host.request(`${ada}/templates`, init(body(bodyLimitBytes)));
    expect(fits.status).toBe(201);
    const tooLarge = await host.request(`${ada}/templates`, init(body(bodyLimitBytes + 1)));
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ code: "body_too_large", detail: "at most 16384 bytes" });
  });
});

describe("request ids", () => {
  test("each request has one of its own, in the header and in a problem", async () => {
    const host = hostOver();
    const [one, other] = [await host.request("/nowhere"), await host.request("/nowhere")];
    expect(one.headers.get("x-request-id")).toMatch(/./);
    expect(one.headers.get("x-request-id")).not.toBe(other.headers.get("x-request-id"));
    expect(await one.json()).toMatchObject({ requestId: one.headers.get("x-request-id") });
  });

  test("the one that the caller sent is kept", async () => {
    const response = await hostOver().request("/v1/health", { headers: { "X-Request-Id": "r-1" } });
    expect(response.headers.get("x-request-id")).toBe("r-1");
  });
});

describe("pages of other origins", () => {
  const listed = "https://shop.example";
  const host = hostOver({}, { origins: [listed] });
  const preflight = (origin: string) =>
    host.request(`${ada}/templates`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    });

  test("a listed one may send what the contract needs", async () => {
    const { status, headers } = await preflight(listed);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(listed);
    expect(headers.get("access-control-allow-methods")).toContain("POST");
    const allowed = headers.get("access-control-allow-headers")?.split(",");
    expect(allowed).toEqual(["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"]);
  });

  test("no other may", async () => {
    const { headers } = await preflight("https://evil.example");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("none may where none is listed", async () => {
    const response = await hostOver().request("/v1/health", { headers: { Origin: listed } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a listed one can read a problem, with its request id", async () => {
    const { status, headers } = await host.request(ada, { headers: { Origin: listed } });
    expect(status).toBe(401);
    expect(headers.get("access-control-allow-origin")).toBe(listed);
    expect(headers.get("access-control-expose-headers")).toContain("X-Request-Id");
  });
});
