import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import {
  idempotencyHeader,
  newDeviceHeader,
  proofHeader,
  requestIdHeader,
  ticketHeader,
  timeoutHeader,
} from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import { bodyOf } from "./body.ts";
import type { Caller } from "./gallery.ts";
import type { HostOptions } from "./host-options.ts";
import { authenticate } from "./keys.ts";
import type { Call, Host, Known } from "./known.ts";
import type { Incoming } from "./limits.ts";
import { asProblem, invalidRequest, isFailure, problemAnswer } from "./problem-answer.ts";
import { reporting } from "./reporting.ts";
import { endOf, watch } from "./underway.ts";
import { pathOf, pathWithVerb } from "./verb.ts";

/**
 * All that lies around the routes. Each step may end the call, and none looks at more of it than it has to: a browser's
 * preflight, who calls, whether the limits let it in; then the route's own. Whatever is sent, the answer is JSON or
 * problem+json: [LIM3].
 */
export function createShell(options: HostOptions): Host {
  const { limits, onAnswer, onFailure } = options;
  const app = new OpenAPIHono<Known>({
    getPath: (request) => pathWithVerb(pathOf(request.url)),
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });

  app.use(requestId({ headerName: requestIdHeader }));
  app.use(ofOrigins(options.origins ?? []));
  app.use(unkept);
  if (onAnswer) app.use(reporting(onAnswer, onFailure));

  app.use("/v1/collections/*", async (c, next) => {
    const underway = watch(c);
    c.set("underway", underway);
    try {
      const caller = await callerOf(options, c).catch((error: unknown) => ({ error }));
      if (!("error" in caller)) c.set("caller", caller);
      const admission = await limits?.admit(incoming(c));
      for (const [name, value] of Object.entries(admission?.headers ?? {})) c.header(name, value);
      if (admission?.refusal) throw admission.refusal;
      if ("error" in caller) throw caller.error;
      underway.assertWanted();
      await next();
    } catch (thrown) {
      // Hono takes no other for its error handler, and a runtime's reason that somebody has gone may be a text.
      throw thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
    } finally {
      if (c.get("underway")) underway.end();
    }
  });

  app.notFound((c) => {
    c.set("code", "not_found");
    const { pathname } = new URL(c.req.url);
    return problemAnswer(c, new Problem("not_found", `${c.req.method} ${pathname}`));
  });

  app.onError(async (error, c) => {
    const requestId = c.get("requestId");
    const underway = c.get("underway");
    const problem = asProblem(underway ? endOf(underway.signal, error) : error);
    c.set("code", problem.code);
    if (isFailure(problem)) onFailure?.({ requestId, error });
    try {
      if (problem.code !== "rate_limited") {
        await limits?.refused(incoming(c), problem.code);
      }
    } catch (failure) {
      // What the call has come to is answered, whether it could be charged or not.
      onFailure?.({ requestId, error: failure });
    }
    return problemAnswer(c, problem);
  });

  return app;
}

/** What limits are told of a call. */
function incoming(c: Call): Incoming {
  const underway = c.get("underway");
  return {
    request: c.req.raw,
    caller: c.get("caller"),
    get signal() {
      return underway?.signal;
    },
  };
}

/** @throws Problem `key_missing`, `key_unknown`, and those of the host's own way */
async function callerOf({ authenticate: other, keys }: HostOptions, c: Call): Promise<Caller> {
  const caller = await other?.(c.req.raw, () => bodyOf(c));
  return caller ?? authenticate(keys, c.req.header("authorization"));
}

function ofOrigins(origins: readonly string[]): MiddlewareHandler {
  const asked = cors({
    origin: [...origins],
    allowMethods: ["GET", "POST", "DELETE"],
    allowHeaders: [
      "Authorization",
      "Content-Type",
      "If-Match",
      idempotencyHeader,
      requestIdHeader,
      ticketHeader,
      proofHeader,
      newDeviceHeader,
      timeoutHeader,
    ],
    exposeHeaders: [requestIdHeader, "Retry-After", "ETag", "RateLimit", "RateLimit-Policy"],
    maxAge: 600,
  });
  // Backends send no origin, and their answers need none of this.
  return (c, next) => (c.req.header("origin") === undefined ? next() : asked(c, next));
}

/** Answers are about people: no cache keeps them (RFC 9111, section 5.2.2.5), unless a route says otherwise. */
const unkept: MiddlewareHandler = async (c, next) => {
  c.header("Cache-Control", "no-store");
  c.header("X-Content-Type-Options", "nosniff");
  await next();
};
