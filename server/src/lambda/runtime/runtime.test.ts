import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LambdaHandler } from "../handler.ts";
import { runtimeApi } from "./runtime-api.ts";
import { serveInvocations } from "./serve-invocations.ts";

interface Posted {
  readonly path: string;
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

let server: Server;
let address: string;
/** Given one after the other; then the Runtime API is gone. */
let invocations: { id?: string; event: unknown; trace?: string }[];
let posted: Posted[];
/** What is answered to what is posted, by path. */
let statuses: Record<string, number>;

beforeEach(async () => {
  [invocations, posted, statuses] = [[], [], {}];
  server = createServer(async (request, response) => {
    const path = request.url!;
    if (path === "/2018-06-01/runtime/invocation/next") {
      const next = invocations.shift();
      if (!next) return void response.writeHead(500).end();
      return void response
        .writeHead(200, {
          ...(next.id && { "Lambda-Runtime-Aws-Request-Id": next.id }),
          ...(next.trace && { "Lambda-Runtime-Trace-Id": next.trace }),
          "Lambda-Runtime-Deadline-Ms": "5000",
        })
        .end(JSON.stringify(next.event));
    }
    let text = "";
    for await (const chunk of request) text += String(chunk);
    posted.push({ path: path.replace("/2018-06-01/runtime", ""), body: JSON.parse(text), headers: request.headers });
    return void response.writeHead(statuses[posted.at(-1)!.path] ?? 202).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const echo: LambdaHandler = async (event) => ({ statusCode: 200, headers: {}, body: String(event), isBase64Encoded: false });

/** Until the Runtime API is gone. */
async function served(handler: LambdaHandler, traces: (string | undefined)[] = []): Promise<string> {
  const serving = serveInvocations({ api: runtimeApi(address), handler, clock: () => 1_000, onTrace: (id) => traces.push(id) });
  return serving.catch((error: Error) => error.message);
}

test("invocations are answered one after the other, each with its time and its trace", async () => {
  invocations = [{ id: "a", event: "1", trace: "t-a" }, { id: "b", event: "zwei €" }];
  const times: number[] = [];
  const traces: (string | undefined)[] = [];
  const ended = await served((event, context) => {
    times.push(context.getRemainingTimeInMillis());
    return echo(event, context);
  }, traces);
  expect(ended).toBe("the Runtime API answers 500 to /invocation/next");
  expect(posted.map(({ path, body }) => [path, (body as { body: string }).body])).toEqual([
    ["/invocation/a/response", "1"],
    ["/invocation/b/response", "zwei €"],
  ]);
  expect(times).toEqual([4_000, 4_000]);
  expect(traces).toEqual(["t-a", undefined]);
});

test("one that fails is told, and the next one is answered", async () => {
  invocations = [{ id: "a", event: "bad" }, { id: "b", event: "good" }];
  await served((event, context) => (event === "bad" ? Promise.reject(new RangeError("why")) : echo(event, context)));
  const [failure, answer] = posted as [Posted, Posted];
  expect(failure.path).toBe("/invocation/a/error");
  expect(failure.body).toMatchObject({ errorType: "RangeError", errorMessage: "why", stackTrace: expect.any(Array) });
  expect(failure.headers["lambda-runtime-function-error-type"]).toBe("RangeError");
  expect(answer.path).toBe("/invocation/b/response");
});

test("an answer that Lambda does not take is told as too large", async () => {
  invocations = [{ id: "a", event: "1" }, { id: "b", event: "2" }];
  statuses = { "/invocation/a/response": 413 };
  await served(echo);
  expect(posted.map(({ path }) => path)).toEqual(["/invocation/a/response", "/invocation/a/error", "/invocation/b/response"]);
  expect(posted[1]!.body).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
});

test.each([403, 500])("it ends where Lambda does not take an answer: %i", async (status) => {
  invocations = [{ id: "a", event: "1" }, { id: "b", event: "2" }];
  statuses = { "/invocation/a/response": status };
  expect(await served(echo)).toBe(`the Runtime API answers ${status} to /invocation/a/response`);
});

test("it ends where it is not said which invocation it is", async () => {
  invocations = [{ event: "1" }];
  expect(await served(echo)).toMatch("which invocation");
});

test("that a process could not begin is told", async () => {
  await runtimeApi(address).failInit(new Error("no bundle"));
  expect(posted[0]).toMatchObject({ path: "/init/error", body: { errorMessage: "no bundle" } });
});
