import { describe, expect, test } from "vitest";
import { toEvent } from "@likeness/sdk/lambda";
import { lambdaHandler } from "./handler.ts";

const context = { getRemainingTimeInMillis: () => 3_000 };
const request = (headers: Record<string, string> = {}) => toEvent(new Request("https://f.test/v1/x", { headers }));

describe("a handler", () => {
  test("gives the app's answer", async () => {
    const handler = lambdaHandler({ fetch: async ({ url }) => Response.json({ url }, { status: 201 }) });
    expect(await handler(await request(), context)).toEqual({
      statusCode: 201,
      headers: { "content-type": "application/json" },
      body: '{"url":"https://f.test/v1/x"}',
      isBase64Encoded: false,
    });
  });

  test("[ADM2] leaves the app less time than Lambda leaves it, and no more than was asked", async () => {
    const handler = lambdaHandler({ fetch: async ({ headers }) => new Response(headers.get("Likeness-Timeout")) });
    const limitOf = async (asked: Record<string, string>, left = 3_000) =>
      (await handler(await request(asked), { getRemainingTimeInMillis: () => left })).body;
    expect(await limitOf({})).toBe("2900");
    expect(await limitOf({ "Likeness-Timeout": "500" })).toBe("500");
    expect(await limitOf({ "Likeness-Timeout": "60000" })).toBe("2900");
    expect(await limitOf({}, 40)).toBe("1");
    expect(await limitOf({ "Likeness-Timeout": "soon" })).toBe("soon");
  });

  test("says so where the answer is over what Lambda carries", async () => {
    // Every character is two in JSON.
    const handler = lambdaHandler({ fetch: async () => new Response('"'.repeat(3.1 * 1024 * 1024)) });
    const { statusCode, body } = await handler(await request(), context);
    expect(statusCode).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ code: "body_too_large" });
  });

  test("answers what is no request as a problem, and the app is not asked", async () => {
    const handler = lambdaHandler({ fetch: () => Promise.reject(new Error("asked")) });
    const answer = await handler({ Records: [] }, context);
    expect(answer).toMatchObject({ statusCode: 422, headers: { "content-type": "application/problem+json" } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: "invalid_request" });
  });

  test("lets a bug be one", async () => {
    const handler = lambdaHandler({ fetch: () => Promise.reject(new RangeError("a bug")) });
    await expect(handler(await request(), context)).rejects.toThrow("a bug");
  });
});
