import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { normalize, type Template } from "@likeness/sdk/core";
import { fromEvent, type LambdaEvent } from "@likeness/sdk/lambda";
import { linkVerifier, parseLinkKeys } from "@likeness/sdk/link";
import { cards } from "../cards.ts";
import { createRemotes } from "./remote.ts";

const { modelId } = cards[0]!;
const probe: Template = { modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => 128 - i)) };
const secret = "s".repeat(43);
const lambda = { functionName: "faces", region: "eu-central-1" };
const access = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "session" };
const found = { candidates: [{ subject: "ada", rank: 1, score: 1 }], modelId, plan: [] };

const remotes = (changes: Partial<Parameters<typeof createRemotes>[0]> = {}) =>
  createRemotes({
    REMOTE_KEYS: JSON.stringify({ acme: { id: "link-a", secret } }),
    REMOTE_LAMBDA: JSON.stringify(lambda),
    REMOTE_LAMBDA_ACCESS: JSON.stringify(access),
    ...changes,
  });
const identify = (changes?: Parameters<typeof remotes>[0]) => remotes(changes).identifying("acme").identify("staff", probe);

/** What Lambda is asked. */
let asked: Request[];
let answer: (request: Request) => Response | Promise<Response>;
beforeEach(() => {
  asked = [];
  answer = () => result(found);
  vi.stubGlobal("fetch", async (...sent: ConstructorParameters<typeof Request>) => {
    const request = new Request(...sent);
    asked.push(request.clone() as Request);
    return answer(request as Request);
  });
});
afterEach(() => vi.unstubAllGlobals());

const result = (body: unknown, statusCode = 200) =>
  Response.json({ statusCode, headers: {}, body: JSON.stringify(body), isBase64Encoded: false });
const refused = (status: number, type: string, headers = {}) =>
  Response.json({ Message: "no" }, { status, headers: { "x-amzn-ErrorType": `${type}:http://internal/`, ...headers } });

describe("a worker with a function", () => {
  test("invokes it, signed for AWS, with a call that is signed for the tenant", async () => {
    expect(await identify({ REMOTE_LAMBDA: JSON.stringify({ ...lambda, qualifier: "live" }) })).toEqual(found);
    const [request] = asked as [Request];
    expect([request.method, request.url]).toEqual([
      "POST",
      "https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/faces/invocations?Qualifier=live",
    ]);
    expect(request.headers.get("authorization")).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/lambda\/aws4_request, SignedHeaders=host;.*x-amz-date/,
    );
    expect(request.headers.get("x-amz-security-token")).toBe("session");
    const call = fromEvent((await request.json()) as LambdaEvent);
    const verify = linkVerifier(parseLinkKeys(JSON.stringify({ "link-a": { tenant: "acme", secret } })), {
      since: new Date(0),
    });
    const body = async () => new Uint8Array(await call.clone().arrayBuffer());
    expect(await verify(call, body)).toMatchObject({ tenant: "acme", identify: true });
  });

  test("tells the server of changes, and the function of none", async () => {
    answer = () => Response.json({ subject: "ada", templates: 1 });
    await remotes({ REMOTE_URL: "https://server.test" }).of("acme", 7).erase({ collection: "staff", subject: "ada" });
    expect(asked.map(({ url }) => new URL(url).host)).toEqual(["server.test"]);
    expect(() => remotes().of("acme")).toThrow(expect.objectContaining({ code: "remote_unavailable" }));
  });

  test("without one asks the server", async () => {
    answer = () => Response.json(found);
    const { REMOTE_URL } = env;
    expect(await createRemotes({ REMOTE_URL: REMOTE_URL!, REMOTE_KEYS: JSON.stringify({ acme: { id: "a", secret } }) })
      .identifying("acme").identify("staff", probe)).toEqual(found);
    expect(asked.map(({ url }) => new URL(url).origin)).toEqual([REMOTE_URL]);
  });

  test.each([
    { what: "throttled", fault: () => refused(429, "TooManyRequestsException", { "Retry-After": "7" }), code: "overloaded", retryAfter: 7 },
    { what: "no right to", fault: () => refused(403, "AccessDeniedException"), code: "not_configured" },
    { what: "a wrong signature", fault: () => refused(403, "InvalidSignatureException"), code: "not_configured" },
    { what: "no function", fault: () => refused(404, "ResourceNotFoundException"), code: "not_configured" },
    { what: "too large", fault: () => refused(413, "RequestTooLargeException"), code: "body_too_large" },
    { what: "a failure of Lambda", fault: () => refused(500, "ServiceException"), code: "unreachable" },
    { what: "a gateway's page", fault: () => new Response("<h1>", { status: 502 }), code: "unreachable" },
    {
      what: "a function that fails",
      fault: () => Response.json({ errorType: "Runtime.ExitError" }, { headers: { "X-Amz-Function-Error": "Unhandled" } }),
      code: "unreachable",
    },
    {
      what: "a function out of time",
      fault: () =>
        Response.json({ errorMessage: "Task timed out after 3.00 seconds" }, { headers: { "X-Amz-Function-Error": "Unhandled" } }),
      code: "unreachable",
    },
    { what: "no network", fault: () => Promise.reject(new TypeError("Network connection lost")), code: "unreachable" },
    { what: "another function", fault: () => Response.json("hello"), code: "unreachable" },
    { what: "a host that refuses", fault: () => result({ code: "model_mismatch" }, 409), code: "model_mismatch" },
  ])("is told what is wrong, once: $what", async ({ fault, code, retryAfter }) => {
    answer = fault;
    await expect(identify()).rejects.toMatchObject({ name: "Problem", code, retryAfter });
    expect(asked).toHaveLength(1);
  });

  test.each([
    { REMOTE_LAMBDA: "{}" },
    { REMOTE_LAMBDA: "faces" },
    { REMOTE_LAMBDA: JSON.stringify({ ...lambda, region: "eu/../x" }) },
    { REMOTE_LAMBDA_ACCESS: JSON.stringify({ accessKeyId: "AKIDEXAMPLE", secret: access.secretAccessKey }) },
    { REMOTE_LAMBDA_ACCESS: undefined as never },
  ])("is not asked where a setting is wrong, and the setting is not told: %j", (changes) => {
    const thrown = (() => {
      try {
        return remotes(changes).identifying("acme");
      } catch (error) {
        return error as Error;
      }
    })();
    expect(thrown).toMatchObject({ name: "Problem", code: "not_configured" });
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain(access.secretAccessKey);
  });

  test("has no call for a tenant without a key", () => {
    expect(() => remotes().identifying("umbrella")).toThrow(expect.objectContaining({ code: "remote_unavailable" }));
  });
});
