import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import {
  idempotencyHeader,
  openApiDocument,
  openApiPath,
  requestIdHeader,
  routes,
  toProblemBody,
  type Health,
} from "../contract/index.ts";
import { Problem, sha256Hex } from "../core/index.ts";
import { auditAnswer, checkAudits } from "./audits.ts";
import type { Caller, Gallery } from "./gallery.ts";
import type { GrantKeys } from "./grant-keys.ts";
import { giveGrant, grantKeysFor } from "./grants.ts";
import { authenticate, type KeyRing } from "./keys.ts";
import type { Models } from "./models.ts";
import { pathWithVerb, routeWithVerb } from "./verb.ts";

/** Bytes; the largest template there is, 1,024 values as f32, takes a third of it. */
export const bodyLimitBytes = 16 * 1024;

export interface HostOptions {
  readonly service: Health["service"];
  readonly gallery: Gallery;
  readonly models: Models;
  readonly keys: KeyRing;
  /** Origins whose pages may call this host. */
  readonly origins?: readonly string[];
  readonly engine?: string;
  /** To let devices verify offline; without them no grants are given. */
  readonly grantKeys?: GrantKeys | undefined;
  readonly now?: () => Date;
  /** Told of each failure that is a bug or an outage, with the request it happened in; never of a template. */
  readonly onFailure?: (failure: { requestId: string; error: unknown }) => void;
}

/** The contract over HTTP, for whichever gallery stands behind it. Edge and server differ in nothing else. */
export function createHost(options: HostOptions) {
  const { gallery, grantKeys, models, now = () => new Date() } = options;
  const app = new OpenAPIHono<{ Variables: { caller: Caller; requestId: string } }>({
    getPath: (request) => pathWithVerb(new URL(request.url).pathname),
    defaultHook: (result) => {
      if (!result.success) throw new Problem("invalid_request", explain(result.error.issues));
    },
  });

  app.use(requestId({ headerName: requestIdHeader }));
  app.use(
    cors({
      origin: [...(options.origins ?? [])],
      allowHeaders: ["Authorization", "Content-Type", idempotencyHeader, requestIdHeader],
      exposeHeaders: [requestIdHeader, "Retry-After"],
      maxAge: 600,
    }),
  );
  app.use("/v1/collections/*", async (c, next) => {
    c.set("caller", await authenticate(options.keys, c.req.header("authorization")));
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: bodyLimitBytes,
      onError: () => {
        throw new Problem("body_too_large", `at most ${bodyLimitBytes} bytes`);
      },
    }),
  );

  app.get(openApiPath, (c) => c.json(openApiDocument()));
  app.openapi(routes.health, (c) => {
    const { engine, service } = options;
    return c.json({ status: "ok" as const, service, models: [...models.ids], ...(engine && { engine }) }, 200);
  });
  app.openapi(routes.enrol, async (c) => {
    const { template, metadata } = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const idempotency = key === undefined ? undefined : { key, digest: await sha256Hex(await c.req.text()) };
    const enrolment = { template: models.decode(template), metadata, idempotency };
    return c.json(await gallery.enrol(c.get("caller"), c.req.valid("param"), enrolment), 201);
  });
  app.openapi(routes.read, async (c) => c.json(await gallery.read(c.get("caller"), c.req.valid("param")), 200));
  app.openapi(routes.erase, async (c) => c.json(await gallery.erase(c.get("caller"), c.req.valid("param")), 200));
  app.openapi(routeWithVerb(routes.verify), async (c) => {
    const { probe, targetFmr, liveness } = c.req.valid("json");
    const comparison = { probe: models.decode(probe), targetFmr, liveness };
    const answer = await gallery.verify(c.get("caller"), c.req.valid("param"), comparison);
    return c.json(answer, 200);
  });
  app.openapi(routes.keys, async (c) => {
    c.header("Cache-Control", "public, max-age=300");
    return c.json((await grantKeys?.publicKeys()) ?? { keys: [] }, 200);
  });
  app.openapi(routes.grantOffline, async (c) => {
    const [caller, address] = [c.get("caller"), c.req.valid("param")];
    const keys = grantKeysFor(caller, grantKeys);
    const templates = await gallery.templates(caller, address);
    const { calibration } = models.card(templates[0]!.modelId);
    const issuer = `urn:likeness:${options.service}`;
    const wanted = c.req.valid("json");
    return c.json(await giveGrant(issuer, keys, caller, address, wanted, calibration, templates, now()), 201);
  });
  app.openapi(routes.sendAudits, async (c) => {
    const [caller, address, { grant, audits }] = [c.get("caller"), c.req.valid("param"), c.req.valid("json")];
    const checked = await checkAudits(grantKeys, caller, address, grant, audits);
    return c.json(await gallery.keepAudits(caller, address, checked), 200);
  });
  app.openapi(routes.audits, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const page = { after: Number(cursor ?? 0), limit };
    const { audits, next } = await gallery.audits(c.get("caller"), c.req.valid("param"), page);
    const answers = await Promise.all(audits.map(auditAnswer));
    return c.json({ audits: answers, ...(next !== undefined && { cursor: String(next) }) }, 200);
  });
  app.openapi(routeWithVerb(routes.identify), async (c) => {
    const { probe, ...search } = c.req.valid("json");
    const { collection } = c.req.valid("param");
    const answer = await gallery.identify(c.get("caller"), collection, { probe: models.decode(probe), ...search });
    return c.json(answer, 200);
  });

  app.notFound((c) => answer(new Problem("not_found", `${c.req.method} ${new URL(c.req.url).pathname}`), c.get("requestId")));
  app.onError((error, c) => {
    const id = c.get("requestId");
    const problem = asProblem(error);
    if (problem.status >= 500) options.onFailure?.({ requestId: id, error });
    return answer(problem, id);
  });
  return app;
}

function answer(problem: Problem, requestId: string): Response {
  const headers = new Headers({ "Content-Type": "application/problem+json", [requestIdHeader]: requestId });
  if (problem.status === 503) headers.set("Retry-After", "1");
  if (problem.status === 401) headers.set("WWW-Authenticate", "Bearer");
  return Response.json(toProblemBody(problem, requestId), { status: problem.status, headers });
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    // These two are what the validators throw: the body does not parse, or is not said to be JSON.
    if (error.status === 400) return new Problem("bad_json", undefined, { cause: error });
    if (error.status === 415) return new Problem("unsupported_media_type", "send application/json", { cause: error });
  }
  // What went wrong inside is for the log; the caller has the request id to ask with.
  return new Problem("internal", undefined, { cause: error });
}

function explain(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join(".") || "body"}: ${message}`).join("; ");
}
