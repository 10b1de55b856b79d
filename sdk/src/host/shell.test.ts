import { describe, expect, test, vi } from "vitest";
import { openApiPath } from "../contract/index.ts";
import { Problem, type ProblemCode } from "../core/index.ts";
import type { Answered } from "./answered.ts";
import type { Caller, Gallery } from "./gallery.ts";
import { ada, bearer, callers, encoded, enrolled, hostOver, modelId, post, secret } from "./host.fixture.ts";
import type { Limits } from "./limits.ts";

const subject = { subject: "ada", modelId, templates: [], metadata: {}, indexed: true };
const read = async () => subject;

describe("request ids", () => {
  test("each request has one of its own, in the header and in a problem", async () => {
    const host = hostOver();
    const [one, other] = [await host.request("/nowhere"), await host.request("/nowhere")];
    expect(one.headers.get("x-request-id")).toMatch(/./);
    expect(one.headers.get("x-request-id")).not.toBe(other.headers.get("x-request-id"));
    expect(await one.json()).toMatchObject({ requestId: one.headers.get("x-request-id") });
  });

  test("the one that the caller sent is kept, unless it could pass for something else in a log", async () => {
    const sent = async (id: string) =>
      (await hostOver().request("/v1/health", { headers: { "X-Request-Id": id } })).headers.get("x-request-id");
    expect(await sent("r-1")).toBe("r-1");
    for (const id of ['r"1', "r 1", "r".repeat(256), "{}"]) expect(await sent(id)).toMatch(/^[0-9a-f-]{36}$/);
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
    expect(headers.get("access-control-allow-methods")).toBe("GET,POST,DELETE");
    expect(headers.get("access-control-allow-headers")?.split(",")).toEqual([
      "Authorization",
      "Content-Type",
      "If-Match",
      "Idempotency-Key",
      "X-Request-Id",
      "Likeness-Ticket",
      "Likeness-Proof",
      "Likeness-New-Device",
      "Likeness-Timeout",
    ]);
  });

  test("no other may", async () => {
    for (const origin of ["https://evil.example", "https://shop.example.evil.example", "null", "*"]) {
      expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("none may where none is listed", async () => {
    const response = await hostOver().request("/v1/health", { headers: { Origin: listed } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a listed one can read a problem, with its request id, its version and its limits", async () => {
    const { status, headers } = await host.request(ada, { headers: { Origin: listed } });
    expect(status).toBe(401);
    expect(headers.get("access-control-allow-origin")).toBe(listed);
    expect(headers.get("vary")).toContain("Origin");
    expect(headers.get("access-control-expose-headers")?.split(",")).toEqual([
      "X-Request-Id",
      "Retry-After",
      "ETag",
      "RateLimit",
      "RateLimit-Policy",
    ]);
  });
});

describe("caches", () => {
  test("keep no answer about anybody, nor a refusal", async () => {
    const host = hostOver({ read });
    for (const init of [{ headers: secret }, { headers: secret, method: "HEAD" }, {}, { method: "PUT", headers: secret }]) {
      const { headers } = await host.request(ada, init);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("may keep a host's public keys, but not that they could not be read", async () => {
    const keys = { publicKeys: async () => ({ keys: [] }), signer: () => Promise.reject(new Error("not asked for")) };
    const found = await hostOver({}, { signingKeys: keys }).request("/v1/keys");
    expect(found.headers.get("cache-control")).toBe("public, max-age=300");
    expect(found.headers.get("vary")).toBe("Origin");
    const broken = { ...keys, publicKeys: () => Promise.reject(new Error("broken")) };
    const failed = await hostOver({}, { signingKeys: broken }).request("/v1/keys");
    expect(failed.status).toBe(500);
    expect(failed.headers.get("cache-control")).toBe("no-store");
  });
});

test("HEAD answers as GET does, without the body", async () => {
  const host = hostOver({ read: async () => ({ ...subject, version: "v-1" }) });
  const head = await host.request(ada, { method: "HEAD", headers: secret });
  expect(head.status).toBe(200);
  expect(head.headers.get("etag")).toBe('"v-1"');
  expect(await head.text()).toBe("");
  expect((await host.request(ada, { method: "HEAD" })).status).toBe(401);
});

test("a version is told in ETag; where there is none, no ETag is", async () => {
  const enrol: Gallery["enrol"] = async () => ({ ...enrolled, version: "v-1" });
  const response = await hostOver({ enrol }).request(`${ada}/templates`, post({ template: encoded }));
  expect(response.headers.get("etag")).toBe('"v-1"');
  expect((await hostOver({ read }).request(ada, { headers: secret })).headers.get("etag")).toBeNull();
});

describe("Retry-After", () => {
  const waitOf = async (problem: Problem) => {
    const host = hostOver({ read: () => Promise.reject(problem) });
    return (await host.request(ada, { headers: secret })).headers.get("retry-after");
  };

  test.each([
    ["attempts_delayed", 29.01, "30"],
    ["attempts_delayed", 0, "1"],
    ["erasure_pending", undefined, "1"],
    ["erasure_pending", 60, "60"],
    ["unknown_subject", undefined, null],
  ] as const)("of %s after %s seconds is %s", async (code, retryAfter, told) => {
    expect(await waitOf(new Problem(code, undefined, retryAfter === undefined ? {} : { retryAfter }))).toBe(told);
  });
});

describe("names in a path", () => {
  test.each(["%", "%E0%A4%A", "%00", "ada%2Fverify", "ada%3Averify", "..%2f..", "%2e%2e%2f", "@verify", "ada%0A"])(
    "[LIM3] %s is nobody's",
    async (name) => {
      const read = vi.fn<Gallery["read"]>();
      const response = await hostOver({ read }).request(`/v1/collections/staff/subjects/${name}`, { headers: secret });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: "invalid_request" });
      expect(read).not.toHaveBeenCalled();
    },
  );

  test.each(["/v1//collections/staff/subjects/ada", "/V1/collections/staff/subjects/ada", "/v1/%63ollections/a/subjects/b"])(
    "another spelling of a route is none: %s",
    async (path) => {
      expect((await hostOver({ read }).request(path, { headers: secret })).status).toBe(404);
    },
  );
});

describe("who calls", () => {
  test("a host may have a way of its own to know, with the body at hand, and the routes read it again", async () => {
    const other: Caller = { ...callers["k-secret"], tenant: "by another way" };
    const enrol = vi.fn<Gallery["enrol"]>(async () => enrolled);
    const bodies: string[] = [];
    const host = hostOver(
      { enrol },
      {
        authenticate: async (request, body) => {
          bodies.push(new TextDecoder().decode(await body()));
          return request.headers.has("signed") ? other : undefined;
        },
      },
    );
    const sent = JSON.stringify({ template: encoded });
    expect((await host.request(`${ada}/templates`, post(sent, { signed: "yes" }))).status).toBe(201);
    expect((await host.request(`${ada}/templates`, post(sent))).status).toBe(201);
    expect(bodies).toEqual([sent, sent]);
    expect(enrol.mock.calls.map(([{ tenant }]) => tenant)).toEqual(["by another way", "acme"]);
  });

  test("is not known if that way refuses, whatever key is sent beside it", async () => {
    const authenticate = () => Promise.reject(new Problem("signature_invalid"));
    const response = await hostOver({ read }, { authenticate }).request(ada, { headers: secret });
    expect(await response.json()).toMatchObject({ code: "signature_invalid", status: 401 });
  });
});

describe("[LIM2] limits", () => {
  const told = { RateLimit: '"address";r=1;t=60', "RateLimit-Policy": '"address";q=2;w=60' };
  const limits = (refusal?: Problem) => ({
    admit: vi.fn<Limits["admit"]>(async () => ({ headers: told, ...(refusal && { refusal }) })),
    refused: vi.fn<Limits["refused"]>(async () => {}),
  });

  test("are told with every answer: done, refused, or not found", async () => {
    const host = hostOver({ read }, { limits: limits() });
    for (const [path, init, status] of [
      [ada, { headers: secret }, 200],
      [ada, {}, 401],
      [`${ada}/nothing`, { headers: secret }, 404],
      [`${ada}:verify`, post("{"), 400],
    ] as const) {
      const response = await host.request(path, init);
      expect(response.status).toBe(status);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        ratelimit: told.RateLimit,
        "ratelimit-policy": told["RateLimit-Policy"],
      });
    }
  });

  test("refuse before anything is done: nobody is asked, and no body is read", async () => {
    const enrol = vi.fn<Gallery["enrol"]>();
    const held = limits(new Problem("rate_limited", undefined, { retryAfter: 7 }));
    const pull = vi.fn();
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const init = { ...post(""), body, duplex: "half" } as RequestInit;
    const response = await hostOver({ enrol }, { limits: held }).request(`${ada}/templates`, init);
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(response.headers.get("ratelimit")).toBe(told.RateLimit);
    expect(await response.json()).toMatchObject({ code: "rate_limited" });
    expect(enrol).not.toHaveBeenCalled();
    expect(pull).not.toHaveBeenCalled();
    expect(held.refused, "who is refused so is not charged for it again").not.toHaveBeenCalled();
  });

  test("are asked with the caller, or with none where the key is not known", async () => {
    const held = limits();
    const host = hostOver({ read }, { limits: held });
    for (const headers of [secret, bearer("k-unknown"), {}]) await host.request(ada, { headers });
    expect(held.admit.mock.calls.map(([{ caller }]) => caller)).toEqual([callers["k-secret"], undefined, undefined]);
  });

  test("[ATT6] are told of each refusal, with its code", async () => {
    const held = limits();
    const verify = () => Promise.reject(new Problem("proof_invalid"));
    const host = hostOver({ verify }, { limits: held });
    await host.request(`${ada}:verify`, post({ probe: encoded }, bearer("k-page")));
    await host.request(ada, {});
    expect(held.refused.mock.calls.map(([{ caller }, code]) => [caller, code])).toEqual([
      [callers["k-page"], "proof_invalid"],
      [undefined, "key_missing"],
    ]);
  });

  test("that fail to charge change no answer, and are told of", async () => {
    const failure = new Error("gone");
    const onFailure = vi.fn();
    const held = { ...limits(), refused: () => Promise.reject(failure) };
    const response = await hostOver({}, { limits: held, onFailure }).request(ada);
    expect(await response.json()).toMatchObject({ code: "key_missing" });
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({ requestId: expect.any(String), error: failure });
  });

  test("that cannot count let nobody in", async () => {
    const read = vi.fn<Gallery["read"]>();
    const held = { ...limits(), admit: () => Promise.reject(new Problem("unreachable")) };
    const response = await hostOver({ read }, { limits: held }).request(ada, { headers: secret });
    expect(response.status).toBe(503);
    expect(read).not.toHaveBeenCalled();
  });

  test("do not count what is the same for everybody", async () => {
    const held = limits();
    const host = hostOver({}, { limits: held });
    for (const path of ["/v1/health", "/v1/keys", openApiPath, "/"]) await host.request(path);
    expect(held.admit).not.toHaveBeenCalled();
  });
});

describe("reporting", () => {
  const reports = async (path: string, init: RequestInit, gallery: Partial<Gallery> = { read }) => {
    const onAnswer = vi.fn<(answered: Answered) => void>();
    const response = await hostOver(gallery, { onAnswer }).request(path, init);
    expect(onAnswer).toHaveBeenCalledOnce();
    const { requestId, milliseconds, ...rest } = onAnswer.mock.lastCall![0];
    expect(requestId).toBe(response.headers.get("x-request-id"));
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    return rest;
  };

  test.each<[string, RequestInit, { operation?: string; tenant?: string; status: number; code?: ProblemCode }]>([
    [ada, { headers: secret }, { operation: "read", tenant: "acme", status: 200 }],
    [ada, {}, { status: 401, code: "key_missing" }],
    [ada, { headers: bearer("k-page") }, { operation: "read", tenant: "acme", status: 403, code: "key_not_allowed" }],
    [`${ada}:verify`, post("{"), { operation: "verify", tenant: "acme", status: 400, code: "bad_json" }],
    [`${ada}/nothing`, { headers: secret }, { tenant: "acme", status: 404, code: "not_found" }],
    ["/v1/health", {}, { operation: "health", status: 200 }],
    ["/", {}, { status: 404, code: "not_found" }],
  ])("tells what came of %s, and nothing of whom it was about", async (path, init, told) => {
    const nothing = { operation: undefined, tenant: undefined, code: undefined };
    expect(await reports(path, init)).toEqual({ ...nothing, ...told });
  });

  test("tells of a bug by its code", async () => {
    const told = await reports(ada, { headers: secret }, { read: () => Promise.reject(new Error("a bug")) });
    expect(told).toMatchObject({ operation: "read", status: 500, code: "internal" });
  });

  test("that fails changes no answer, and is told of", async () => {
    const error = new Error("the disk is full");
    const onFailure = vi.fn();
    const onAnswer = () => {
      throw error;
    };
    const response = await hostOver({ read }, { onAnswer, onFailure }).request(ada, { headers: secret });
    expect(response.status).toBe(200);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({ requestId: expect.any(String), error });
  });
});
