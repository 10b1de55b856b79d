import { http, HttpResponse } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Problem } from "../core/index.ts";
import { toProblemBody } from "../contract/index.ts";
import { createTransport, type Sent, type Sign, type TransportOptions } from "./transport.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const endpoint = "https://faces.example";
const transport = (options: Partial<TransportOptions> = {}) =>
  createTransport({ endpoint, key: "k-1", backoff: 1, ...options });

/** Answers one after the other, the last one for good; keeps what was asked. */
function answering(...answers: (() => Response | Promise<Response>)[]): Request[] {
  const requests: Request[] = [];
  server.use(
    http.all(`${endpoint}/*`, ({ request }) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)]!;
      requests.push(request);
      return answer();
    }),
  );
  return requests;
}

const fine = () => HttpResponse.json({ fine: true });
const problem =
  (...of: ConstructorParameters<typeof Problem>) =>
  () => {
    const answer = toProblemBody(new Problem(...of));
    return HttpResponse.json(answer, {
      status: answer.status,
      headers: { "Content-Type": "application/problem+json" },
    });
  };
const page = (status: number) => () => HttpResponse.html("<h1>nginx</h1>", { status });
const gone = () => HttpResponse.error();
const never = () => new Promise<Response>(() => {});

describe("a request", () => {
  test("carries the key, and a body as JSON", async () => {
    const requests = answering(fine);
    expect(await transport()("POST", "/v1/x", { body: { a: 1 }, headers: { "X-More": "m" } })).toEqual({
      fine: true,
    });
    const [{ method, url, headers }] = requests as [Request];
    expect({ method, url }).toEqual({ method: "POST", url: `${endpoint}/v1/x` });
    expect(Object.fromEntries(headers)).toMatchObject({
      authorization: "Bearer k-1",
      "content-type": "application/json",
      "x-more": "m",
    });
    expect(await requests[0]!.json()).toEqual({ a: 1 });
  });

  test("without a body says no media type", async () => {
    const requests = answering(fine);
    await transport()("GET", "/v1/x");
    expect(requests[0]!.headers.has("content-type")).toBe(false);
  });

  test.each([`${endpoint}/`, `${endpoint}//`, new URL(endpoint)])(
    "goes below the endpoint %s",
    async (given) => {
      const requests = answering(fine);
      await transport({ endpoint: given })("GET", "/v1/x");
      expect(requests[0]!.url).toBe(`${endpoint}/v1/x`);
    },
  );
});

describe("an answer", () => {
  test("that is a problem is thrown as it is, with its request id", async () => {
    answering(problem("subject_full", "16 templates", { requestId: "r-1" }));
    const thrown = await transport()("POST", "/v1/x").catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({
      code: "subject_full",
      status: 409,
      message: "16 templates",
      requestId: "r-1",
    });
  });

  test.each([
    { what: "500 in HTML", answer: page(500), code: "internal", message: "HTTP 500" },
    { what: "404 in HTML", answer: page(404), code: "internal", message: "HTTP 404" },
    { what: "502 in HTML", answer: page(502), code: "unreachable", message: "HTTP 502" },
    { what: "503 in HTML", answer: page(503), code: "unreachable", message: "HTTP 503" },
    { what: "200 in HTML", answer: page(200), code: "internal", message: "HTTP 200" },
    {
      what: "500 in another service's JSON",
      answer: () => HttpResponse.json({ error: "oops" }, { status: 500 }),
      code: "internal",
      message: "HTTP 500",
    },
  ])("of a proxy in between is told by its status: $what", async ({ answer, code, message }) => {
    answering(answer);
    await expect(transport()("GET", "/v1/x")).rejects.toMatchObject({ name: "Problem", code, message });
  });
});

describe("retries", () => {
  test.each([
    { what: "a host that is busy", answer: problem("remote_unavailable") },
    { what: "a gateway without a host", answer: page(502) },
    { what: "a network that failed", answer: gone },
  ])("what failed by $what is sent again, the same", async ({ answer }) => {
    const requests = answering(answer, answer, fine);
    const call = { body: { a: 1 }, headers: { "Idempotency-Key": "once" } };
    expect(await transport()("POST", "/v1/x", call)).toEqual({ fine: true });
    expect(requests.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["once", "once", "once"]);
    expect(await Promise.all(requests.map((request) => request.json()))).toEqual([
      { a: 1 },
      { a: 1 },
      { a: 1 },
    ]);
  });

  test.each([
    { answer: gone, code: "unreachable" },
    { answer: problem("remote_unavailable"), code: "remote_unavailable" },
    { answer: page(429), code: "rate_limited" },
  ])("end, and the last failure is told: $code", async ({ answer, code }) => {
    const requests = answering(answer);
    await expect(transport({ retries: 3 })("GET", "/v1/x")).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(4);
  });

  test("may be none, for one call alone", async () => {
    const requests = answering(gone, gone, fine);
    await expect(transport()("GET", "/v1/x", { retries: 0 })).rejects.toMatchObject({ code: "unreachable" });
    expect(requests).toHaveLength(1);
    expect(await transport({ retries: 0 })("GET", "/v1/x", { retries: 1 })).toEqual({ fine: true });
  });

  test("may be none", async () => {
    const requests = answering(gone, fine);
    await expect(transport({ retries: 0 })("GET", "/v1/x")).rejects.toMatchObject({ code: "unreachable" });
    expect(requests).toHaveLength(1);
  });

  test.each([
    problem("invalid_request"),
    problem("subject_full"),
    problem("key_unknown"),
    problem("not_configured"),
    problem("internal"),
    page(500),
  ])("are not for what would fail again", async (answer) => {
    const requests = answering(answer, fine);
    await expect(transport()("GET", "/v1/x")).rejects.toBeInstanceOf(Problem);
    expect(requests).toHaveLength(1);
  });
});

describe("a host that asks for time", () => {
  test.each([429, 503])("with %i and Retry-After gets it before it is asked again", async (status) => {
    const answers = [new Response("busy", { status, headers: { "Retry-After": "7" } }), Response.json({ fine: true })];
    const waited: number[] = [];
    const timer = vi.spyOn(globalThis, "setTimeout").mockImplementation((work, milliseconds) => {
      waited.push(milliseconds ?? 0);
      queueMicrotask(work);
      return undefined as unknown as NodeJS.Timeout;
    });
    const send = transport({ fetch: async () => answers.shift()! });
    expect(await send("GET", "/v1/x")).toEqual({ fine: true });
    timer.mockRestore();
    expect(waited).toEqual([7_000]);
  });
});

test("a host that asks for more time than an answer may take is not waited for: that is told", async () => {
  const requests = answering(() => new Response("busy", { status: 429, headers: { "Retry-After": "16" } }), fine);
  await expect(transport()("GET", "/v1/x")).rejects.toMatchObject({ code: "rate_limited", retryAfter: 16 });
  expect(requests).toHaveLength(1);
});

describe("whoever signs", () => {
  test("is given what is sent, anew with each try", async () => {
    const requests = answering(gone, fine);
    const seen: Sent[] = [];
    const sign: Sign = async (sent) => ({ "X-Signature": String(seen.push(sent)) });
    const call = { headers: { "X-More": "m" }, body: { a: 1 }, sign };
    await transport({ endpoint: `${endpoint}/behind/` })("POST", "/v1/x?limit=2", call);
    const sent = { method: "POST", path: "/behind/v1/x?limit=2", headers: { "X-More": "m" }, body: '{"a":1}' };
    expect(seen).toEqual([sent, sent]);
    expect(requests.map(({ headers }) => headers.get("x-signature"))).toEqual(["1", "2"]);
    expect(await requests[1]!.text()).toBe(sent.body);
  });

  test("for the client and for the call add both their headers", async () => {
    const requests = answering(fine);
    await transport({ sign: async () => ({ "X-One": "1" }) })("GET", "/v1/x", { sign: async () => ({ "X-Other": "2" }) });
    expect(Object.fromEntries(requests[0]!.headers)).toMatchObject({ "x-one": "1", "x-other": "2" });
  });

  test("and cannot ends the call, and nothing is sent", async () => {
    const requests = answering(fine);
    const sign = () => Promise.reject(new Problem("device_unavailable", "the user said no"));
    await expect(transport()("GET", "/v1/x", { sign })).rejects.toMatchObject({ code: "device_unavailable" });
    expect(requests).toEqual([]);
  });
});

describe("a host that takes too long", () => {
  test("is unreachable", async () => {
    answering(never);
    await expect(transport({ timeout: 20, retries: 0 })("GET", "/v1/x")).rejects.toMatchObject({
      code: "unreachable",
      message: "no answer in 20 ms",
    });
  });

  test("is unreachable too when it stops in the middle of its answer", async () => {
    const halfAnAnswer: typeof fetch = async (_, init) =>
      new Response(
        new ReadableStream({
          start: (body) => {
            body.enqueue(new TextEncoder().encode("{"));
            init?.signal?.addEventListener("abort", () => body.error(init.signal?.reason));
          },
        }),
      );
    const send = transport({ timeout: 20, retries: 0, fetch: halfAnAnswer });
    await expect(send("GET", "/v1/x")).rejects.toMatchObject({ code: "unreachable" });
  });

  test("is asked again", async () => {
    const requests = answering(never, fine);
    expect(await transport({ timeout: 50 })("GET", "/v1/x")).toEqual({ fine: true });
    expect(requests).toHaveLength(2);
  });
});

// Each of these would run into the test's own limit if it did not stop.
describe("a caller who stops", () => {
  const reason = new Error("left the page");

  test("before the call gets their own reason, and nothing is sent", async () => {
    const requests = answering(fine);
    await expect(transport()("GET", "/v1/x", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(requests).toEqual([]);
  });

  test("during the call gets it at once, and nothing is sent again", async () => {
    const stop = new AbortController();
    const requests = answering(() => {
      stop.abort(reason);
      return never();
    });
    const call = transport({ backoff: 3_600_000 })("GET", "/v1/x", { signal: stop.signal });
    await expect(call).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });

  test("while the next try is waited for gets it at once", async () => {
    const stop = new AbortController();
    const requests = answering(() => {
      setTimeout(() => stop.abort(reason), 30);
      return problem("remote_unavailable")();
    });
    const call = transport({ backoff: 3_600_000 })("GET", "/v1/x", { signal: stop.signal });
    await expect(call).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});
