import { LambdaClient } from "@aws-sdk/client-lambda";
import { http, HttpResponse } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { normalize, type Template } from "../../core/index.ts";
import { createClient } from "../client.ts";
import type { LambdaEvent } from "./event.ts";
import { largestPayload } from "./invoke.ts";
import { lambdaTransport } from "./lambda-transport.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const url = "https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/faces/invocations";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const probe: Template = { modelId: "m@1", vector: normalize([1, 2, 3]) };
const identified = { candidates: [{ subject: "ada", rank: 1 }], modelId: "m@1", plan: [] };

const hostClient = (options: { qualifier?: string; retries?: number; timeout?: number } = {}) => {
  const { qualifier, ...rest } = options;
  const client = new LambdaClient({ region: "eu-central-1", credentials, maxAttempts: 1 });
  return createClient({ ...lambdaTransport({ functionName: "faces", qualifier, client }), key: "k-1", backoff: 1, ...rest });
};

/** Answers one after the other, the last one for good; keeps what was asked. */
function lambda(...answers: (() => Response | Promise<Response>)[]) {
  const requests: Request[] = [];
  const events: LambdaEvent[] = [];
  server.use(
    http.post(url, async ({ request }) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)]!;
      requests.push(request);
      events.push((await request.clone().json()) as LambdaEvent);
      return answer();
    }),
  );
  return { requests, events };
}

const result = (body: unknown, statusCode = 200, headers: Record<string, string> = {}) => () =>
  HttpResponse.json({ statusCode, headers, body: JSON.stringify(body), isBase64Encoded: false });
const fine = result(identified);
const refused = (status: number, type: string, headers: Record<string, string> = {}) => () =>
  HttpResponse.json({ Type: "User", message: "no" }, { status, headers: { "X-Amzn-ErrorType": type, ...headers } });
const failed = (error: object) => () =>
  HttpResponse.json(error, { headers: { "X-Amz-Function-Error": "Unhandled" } });
const gone = () => HttpResponse.error();

describe("a call", () => {
  test("is an invocation with the event of a Function URL, signed", async () => {
    const { requests, events } = lambda(fine);
    expect(await hostClient({ qualifier: "live" }).identify("staff", probe)).toEqual(identified);
    const [{ headers, url: asked }] = requests as [Request];
    expect(new URL(asked).searchParams.get("Qualifier")).toBe("live");
    expect(headers.get("authorization")).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/lambda\//);
    const [event] = events as [LambdaEvent];
    expect(event).toMatchObject({ rawPath: "/v1/collections/staff:identify", requestContext: { http: { method: "POST" } } });
    expect(event.headers).toMatchObject({ authorization: "Bearer k-1", "content-type": "application/json" });
    expect(event.headers["likeness-timeout"]).toBe("15000");
    expect(JSON.parse(event.body!)).toMatchObject({ probe: { modelId: "m@1" } });
  });

  test("has the host's own problem, with what it asks for", async () => {
    lambda(result({ code: "attempts_delayed", detail: "wait" }, 429, { "Retry-After": "7" }));
    await expect(hostClient().identify("staff", probe)).rejects.toMatchObject({ code: "attempts_delayed", retryAfter: 7 });
  });
});

describe("what fails", () => {
  test.each([
    { what: "throttled", answer: refused(429, "TooManyRequestsException"), code: "overloaded", tries: 3 },
    { what: "a gateway", answer: refused(502, "EC2UnexpectedException"), code: "unreachable", tries: 3 },
    { what: "a failure of Lambda", answer: refused(500, "ServiceException"), code: "unreachable", tries: 3 },
    { what: "a function that is being changed", answer: refused(409, "ResourceConflictException"), code: "unreachable", tries: 3 },
    { what: "a mount", answer: refused(403, "EFSMountFailureException"), code: "unreachable", tries: 3 },
    { what: "no network", answer: gone, code: "unreachable", tries: 3 },
    { what: "no right", answer: refused(403, "AccessDeniedException"), code: "not_configured", tries: 1 },
    { what: "a wrong key", answer: refused(403, "UnrecognizedClientException"), code: "not_configured", tries: 1 },
    { what: "no function", answer: refused(404, "ResourceNotFoundException"), code: "not_configured", tries: 1 },
    { what: "too large", answer: refused(413, "RequestTooLargeException"), code: "body_too_large", tries: 1 },
    {
      what: "a crash",
      answer: failed({ errorType: "Runtime.ExitError", errorMessage: "RequestId: 1 Error: Runtime exited with /secret" }),
      code: "unreachable",
      tries: 3,
    },
    {
      what: "out of time",
      answer: failed({ errorMessage: "2026-01-02T03:04:05Z 1 Task timed out after 3.00 seconds" }),
      code: "unreachable",
      tries: 3,
    },
    {
      what: "a large answer",
      answer: failed({ errorType: "Function.ResponseSizeTooLarge", errorMessage: "…" }),
      code: "body_too_large",
      tries: 1,
    },
    { what: "another function", answer: () => HttpResponse.json("hello"), code: "unreachable", tries: 3 },
    { what: "an error that is no JSON", answer: () => new HttpResponse("?", { headers: { "X-Amz-Function-Error": "Unhandled" } }), code: "unreachable", tries: 3 },
  ])("is a problem, tried again where that may help, and not for ever: $what", async ({ answer, code, tries }) => {
    const { requests } = lambda(answer);
    // For longer than Retry-After of a second is not waited here.
    const thrown: unknown = await hostClient({ timeout: 1_000 }).identify("staff", probe).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: "Problem", code });
    expect(String(thrown)).not.toContain("secret");
    expect(requests).toHaveLength(tries);
  }, 10_000);

  test("for a moment only is not told", async () => {
    const { requests } = lambda(failed({ errorType: "Runtime.ExitError" }), gone, fine);
    expect(await hostClient().identify("staff", probe)).toEqual(identified);
    expect(requests).toHaveLength(3);
  });

  test("says for how long Lambda wants to be left alone", async () => {
    const { requests } = lambda(refused(429, "TooManyRequestsException", { "Retry-After": "20" }));
    await expect(hostClient().identify("staff", probe)).rejects.toMatchObject({ code: "overloaded", retryAfter: 20 });
    expect(requests).toHaveLength(1);
  });

  test("for want of an answer in time is given up", async () => {
    lambda(() => new Promise<Response>(() => {}));
    const call = hostClient({ timeout: 50, retries: 0 }).identify("staff", probe);
    await expect(call).rejects.toMatchObject({ code: "unreachable", message: expect.stringContaining("50 ms") as string });
  });

  test("because who calls has gone says their reason", async () => {
    const leaving = new AbortController();
    lambda(() => {
      leaving.abort(new Error("gone"));
      return new Promise<Response>(() => {});
    });
    await expect(hostClient().identify("staff", probe, { signal: leaving.signal })).rejects.toThrow("gone");
  });
});

test("what is over 6 MB is not sent", async () => {
  const { requests } = lambda(fine);
  const { fetch, endpoint } = lambdaTransport({ functionName: "faces" });
  const answer = await fetch(`${endpoint}/v1/x`, { method: "POST", body: "x".repeat(largestPayload) });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([413, "application/problem+json"]);
  expect(requests).toEqual([]);
});

test("without credentials that is said", async () => {
  const client = new LambdaClient({
    region: "eu-central-1",
    credentials: () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" })),
  });
  const host = createClient({ ...lambdaTransport({ functionName: "faces", client }), key: "k-1" });
  await expect(host.health()).rejects.toMatchObject({ code: "not_configured" });
});
