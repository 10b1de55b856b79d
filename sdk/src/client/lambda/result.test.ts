import { expect, test } from "vitest";
import { fromResult, toResult } from "./result.ts";

const again = async (response: Response) => fromResult(JSON.parse(JSON.stringify(await toResult(response))));

test("an answer is the same behind a function", async () => {
  const headers = { "Content-Type": "application/problem+json", "Retry-After": "3", "X-Request-Id": "r-1" };
  const answer = await again(new Response('{"code":"overloaded"}', { status: 503, headers }));
  expect(answer.status).toBe(503);
  expect(Object.fromEntries(answer.headers)).toEqual({
    "content-type": "application/problem+json",
    "retry-after": "3",
    "x-request-id": "r-1",
  });
  expect(await answer.text()).toBe('{"code":"overloaded"}');
});

test("cookies stay apart, and bytes stay bytes", async () => {
  const response = new Response(Uint8Array.of(0xff, 0, 0xfe));
  response.headers.append("Set-Cookie", "a=1; Path=/");
  response.headers.append("Set-Cookie", "b=2");
  expect(await toResult(response.clone())).toEqual({
    statusCode: 200,
    headers: {},
    cookies: ["a=1; Path=/", "b=2"],
    body: "/wD+",
    isBase64Encoded: true,
  });
  const answer = await again(response);
  expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(Uint8Array.of(0xff, 0, 0xfe));
});

test("an answer without a body has none", async () => {
  expect((await again(new Response(null, { status: 204 }))).body).toBeNull();
});

test.each([undefined, null, "ok", { ok: true }, { statusCode: "200" }, { statusCode: 99, body: "" }, { statusCode: 200 }])(
  "another function's answer is told apart: %j",
  (result) => {
    expect(() => fromResult(result)).toThrow(expect.objectContaining({ code: "unreachable" }));
  },
);
