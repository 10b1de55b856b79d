import fc from "fast-check";
import { expect, test } from "vitest";
import { fromEvent, toEvent } from "./event.ts";

const base = "https://lambda.invalid";

test("a request is the same behind a function", async () => {
  const sent = new Request(`${base}/v1/collections/st%C3%A4ff/subjects?limit=2&cursor=a%2Fb`, {
    method: "POST",
    headers: { Authorization: "Bearer k", "Content-Type": "application/json" },
    body: '{"name":"Zoë"}',
  });
  const event = await toEvent(sent.clone());
  expect(event).toMatchObject({
    version: "2.0",
    rawPath: "/v1/collections/st%C3%A4ff/subjects",
    rawQueryString: "limit=2&cursor=a%2Fb",
    requestContext: { domainName: "lambda.invalid", http: { method: "POST" } },
    body: '{"name":"Zoë"}',
    isBase64Encoded: false,
  });
  const taken = fromEvent(JSON.parse(JSON.stringify(event)));
  expect([taken.method, taken.url]).toEqual([sent.method, sent.url]);
  expect(Object.fromEntries(taken.headers)).toEqual(Object.fromEntries(sent.headers));
  expect(await taken.text()).toBe('{"name":"Zoë"}');
});

test("a body of any bytes arrives as it was sent", async () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
    // What a decoder takes for a mark, and drops unless it is told not to.
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes)),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const sent = new Request(`${base}/v1/x`, { method: "POST", body: body as Uint8Array<ArrayBuffer> });
      const taken = fromEvent(JSON.parse(JSON.stringify(await toEvent(sent))));
      expect(new Uint8Array(await taken.arrayBuffer())).toEqual(new Uint8Array(body));
    }),
  );
});

test("long bodies of bytes are more than a call has arguments", async () => {
  const body = new Uint8Array(1 << 20).fill(0xff);
  const taken = fromEvent(await toEvent(new Request(`${base}/v1/x`, { method: "POST", body })));
  expect(new Uint8Array(await taken.arrayBuffer())).toEqual(body);
});

// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, the fields of a Function URL that are passed over too.
const ofFunctionUrl = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/v1/health",
  rawQueryString: "",
  cookies: ["a=1", "b=2"],
  headers: { accept: "application/json", "x-forwarded-for": "198.51.100.7" },
  requestContext: {
    accountId: "anonymous",
    apiId: "url-id",
    domainName: "url-id.lambda-url.eu-central-1.on.aws",
    http: { method: "GET", path: "/v1/health", protocol: "HTTP/1.1", sourceIp: "198.51.100.7", userAgent: "agent" },
    stage: "$default",
  },
  isBase64Encoded: false,
};

test("an event of a Function URL is a request to it", () => {
  const { method, url, headers, body } = fromEvent(ofFunctionUrl);
  expect({ method, url, body }).toEqual({
    method: "GET",
    url: "https://url-id.lambda-url.eu-central-1.on.aws/v1/health",
    body: null,
  });
  expect(headers.get("cookie")).toBe("a=1; b=2");
});

test.each([
  undefined,
  null,
  "text",
  {},
  { ...ofFunctionUrl, rawPath: undefined },
  { ...ofFunctionUrl, rawPath: "v1/health" },
  { ...ofFunctionUrl, rawPath: 7 },
  { ...ofFunctionUrl, requestContext: { http: { method: "GET" }, domainName: "a b" } },
  { ...ofFunctionUrl, headers: { "not a name": "x" } },
  { ...ofFunctionUrl, headers: { accept: "x\ny" } },
  { ...ofFunctionUrl, requestContext: { domainName: "a", http: { method: "not a method" } } },
  { ...ofFunctionUrl, requestContext: { domainName: "a", http: { method: "POST" } }, body: "%", isBase64Encoded: true },
  { Records: [{ eventSource: "aws:s3" }] },
])("what is no HTTP request is refused: %j", (event) => {
  expect(() => fromEvent(event)).toThrow(expect.objectContaining({ code: "invalid_request" }));
});
