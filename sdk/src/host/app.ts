import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import {
  idempotencyHeader,
  newDeviceHeader,
  openApiDocument,
  openApiPath,
  proofHeader,
  requestIdHeader,
  routes,
  ticketHeader,
  toProblemBody,
  type Health,
  type OperationName,
} from "../contract/index.ts";
import { Problem, sha256Hex, type ProblemCode } from "../core/index.ts";
import { assertAllowed } from "./access.ts";
import type { Answered } from "./answered.ts";
import { auditAnswer, checkAudits } from "./audits.ts";
import type { Binding } from "./binding.ts";
import { evidenceOf, type Evidence } from "./evidence.ts";
import type { Caller, Gallery } from "./gallery.ts";
import { giveGrant, keysForGrants } from "./grants.ts";
import { authenticate, type KeyRing } from "./keys.ts";
import type { Limits } from "./limits.ts";
import type { Models } from "./models.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { pathWithVerb, routeWithVerb } from "./verb.ts";

/** Bytes; the largest template there is, 1,024 values as f32, takes a third of it. */
export const bodyLimitBytes = 16 * 1024;

export interface HostOptions {
  readonly service: Health["service"];
  readonly gallery: Gallery;
  readonly models: Models;
  readonly keys: KeyRing;
  /** Another way to say who calls, before the API key is looked for: undefined if it is not this one. */
  readonly authenticate?: ((request: Request) => Promise<Caller | undefined>) | undefined;
  /** Binds subjects to devices; a host without it has none of those routes, and takes no evidence. */
  readonly binding?: Binding | undefined;
  readonly limits?: Limits | undefined;
  /** Origins whose pages may call this host. */
  readonly origins?: readonly string[];
  readonly engine?: string;
  /** To let devices verify offline; without them no grants are given. */
  readonly signingKeys?: SigningKeys | undefined;
  readonly now?: () => Date;
  /** Told of each failure that is a bug or an outage, with the request it happened in; never of a template. */
  readonly onFailure?: (failure: { requestId: string; error: unknown }) => void;
  readonly onAnswer?: (answered: Answered) => void;
}

interface Known {
  Variables: { caller: Caller; requestId: string; operation: OperationName | undefined; code: ProblemCode | undefined };
}

/** The contract over HTTP, for whichever gallery stands behind it. */
export function createHost(options: HostOptions) {
  const { gallery, binding, limits, signingKeys, models, now = () => new Date() } = options;
  const app = new OpenAPIHono<Known>({
    getPath: (request) => pathWithVerb(new URL(request.url).pathname),
    defaultHook: (result) => {
      if (!result.success) throw new Problem("invalid_request", explain(result.error.issues));
    },
  });

  app.use(requestId({ headerName: requestIdHeader }));
  app.use(
    cors({
      origin: [...(options.origins ?? [])],
      allowHeaders: [
        "Authorization",
        "Content-Type",
        "If-Match",
        idempotencyHeader,
        requestIdHeader,
        ticketHeader,
        proofHeader,
        newDeviceHeader,
      ],
      exposeHeaders: [requestIdHeader, "Retry-After", "ETag", "RateLimit", "RateLimit-Policy"],
      maxAge: 600,
    }),
  );
  if (options.onAnswer) app.use(reporting(options.onAnswer));
  app.use("/v1/collections/*", async (c, next) => {
    const known = await callerOf(options, c.req.raw).catch(asProblem);
    const caller = known instanceof Problem ? undefined : known;
    const admission = await limits?.admit({ request: c.req.raw, caller });
    for (const [name, value] of Object.entries(admission?.headers ?? {})) c.res.headers.set(name, value);
    if (admission?.refusal) throw admission.refusal;
    if (known instanceof Problem) throw known;
    c.set("caller", known);
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

  /** Who calls, if a key of that kind may. Asked first by every operation that is about somebody. */
  const allowed = (c: Context<Known>, operation: OperationName): Caller => {
    c.set("operation", operation);
    const caller = c.get("caller");
    assertAllowed(caller, operation);
    return caller;
  };
  const evidence = async (c: Context<Known>): Promise<Evidence> => {
    const found = await evidenceOf(c.req.raw, () => c.req.arrayBuffer());
    if (!binding && (found.proof ?? found.newDevice ?? found.ticket ?? found.ifMatch) !== undefined) {
      throw new Problem("invalid_request", "this host binds no devices and tells no versions apart");
    }
    return found;
  };

  app.get(openApiPath, (c) => c.json(openApiDocument()));
  app.openapi(routes.health, (c) => {
    c.set("operation", "health");
    const { engine, service } = options;
    return c.json({ status: "ok" as const, service, models: [...models.ids], ...(engine && { engine }) }, 200);
  });
  app.openapi(routes.enrol, async (c) => {
    const caller = allowed(c, "enrol");
    const { template, metadata, replace = false, quality, consent } = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const idempotency = key === undefined ? undefined : { key, digest: await sha256Hex(await c.req.text()) };
    const enrolment = { template: models.decode(template), metadata, replace, quality, consent, idempotency };
    const enrolled = await gallery.enrol(caller, c.req.valid("param"), enrolment, await evidence(c));
    return c.json(withVersion(c, enrolled), 201);
  });
  app.openapi(routes.read, async (c) => {
    const caller = allowed(c, "read");
    return c.json(withVersion(c, await gallery.read(caller, c.req.valid("param"))), 200);
  });
  app.openapi(routes.erase, async (c) => {
    const caller = allowed(c, "erase");
    return c.json(await gallery.erase(caller, c.req.valid("param")), 200);
  });
  app.openapi(routeWithVerb(routes.verify), async (c) => {
    const caller = allowed(c, "verify");
    const { probe, targetFmr, liveness, successor } = c.req.valid("json");
    const comparison = {
      probe: models.decode(probe),
      targetFmr,
      liveness,
      successor: successor && models.decode(successor),
    };
    const answer = await gallery.verify(caller, c.req.valid("param"), comparison, await evidence(c));
    return c.json(answer, 200);
  });
  app.openapi(routes.keys, async (c) => {
    c.set("operation", "keys");
    c.header("Cache-Control", "public, max-age=300");
    return c.json((await signingKeys?.publicKeys()) ?? { keys: [] }, 200);
  });
  if (binding) {
    app.openapi(routes.challenge, async (c) => {
      const caller = allowed(c, "challenge");
      return c.json(await binding.challenge(caller, c.req.valid("param")), 201);
    });
    app.openapi(routes.devices, async (c) => {
      const caller = allowed(c, "devices");
      return c.json(await binding.devices(caller, c.req.valid("param"), await evidence(c)), 200);
    });
    app.openapi(routes.addDevice, async (c) => {
      const caller = allowed(c, "addDevice");
      const added = await binding.addDevice(caller, c.req.valid("param"), await evidence(c));
      return c.json(withVersion(c, added), 201);
    });
    app.openapi(routes.revokeDevice, async (c) => {
      const caller = allowed(c, "revokeDevice");
      const { device, ...address } = c.req.valid("param");
      return c.json(await binding.revokeDevice(caller, address, device, await evidence(c)), 200);
    });
    app.openapi(routeWithVerb(routes.enable), async (c) => {
      const caller = allowed(c, "enable");
      return c.json(await binding.enable(caller, c.req.valid("param")), 200);
    });
    app.openapi(routes.auditLog, async (c) => {
      const caller = allowed(c, "auditLog");
      const { cursor, limit } = c.req.valid("query");
      return c.json(await binding.auditLog(caller, c.req.valid("param"), { after: Number(cursor ?? 0), limit }), 200);
    });
  }
  app.openapi(routes.grantOffline, async (c) => {
    const [caller, address] = [allowed(c, "grantOffline"), c.req.valid("param")];
    const keys = keysForGrants(caller, signingKeys);
    const templates = await gallery.templates(caller, address);
    const { calibration } = models.card(templates[0]!.modelId);
    const issuer = `urn:likeness:${options.service}`;
    const wanted = c.req.valid("json");
    return c.json(await giveGrant(issuer, keys, caller, address, wanted, calibration, templates, now()), 201);
  });
  app.openapi(routes.sendAudits, async (c) => {
    const [caller, address, { grant, audits }] = [
      allowed(c, "sendAudits"),
      c.req.valid("param"),
      c.req.valid("json"),
    ];
    const checked = await checkAudits(signingKeys, caller, address, grant, audits);
    return c.json(await gallery.keepAudits(caller, address, checked), 200);
  });
  app.openapi(routes.audits, async (c) => {
    const caller = allowed(c, "audits");
    const { cursor, limit } = c.req.valid("query");
    const page = { after: Number(cursor ?? 0), limit };
    const { audits, next } = await gallery.audits(caller, c.req.valid("param"), page);
    const answers = await Promise.all(audits.map(auditAnswer));
    return c.json({ audits: answers, ...(next !== undefined && { cursor: String(next) }) }, 200);
  });
  app.openapi(routeWithVerb(routes.identify), async (c) => {
    const caller = allowed(c, "identify");
    const { probe, ...search } = c.req.valid("json");
    const { collection } = c.req.valid("param");
    const answer = await gallery.identify(caller, collection, { probe: models.decode(probe), ...search });
    return c.json(answer, 200);
  });

  app.notFound((c) => {
    c.set("code", "not_found");
    return answer(new Problem("not_found", `${c.req.method} ${new URL(c.req.url).pathname}`), c.get("requestId"));
  });
  app.onError(async (error, c) => {
    const id = c.get("requestId");
    const problem = asProblem(error);
    c.set("code", problem.code);
    if (problem.status >= 500) options.onFailure?.({ requestId: id, error });
    if (problem.code !== "rate_limited") {
      await limits?.refused({ request: c.req.raw, caller: c.get("caller") as Caller | undefined }, problem.code);
    }
    return answer(problem, id);
  });
  return app;
}

async function callerOf({ authenticate: other, keys }: HostOptions, request: Request): Promise<Caller> {
  const caller = await other?.(request);
  return caller ?? authenticate(keys, request.headers.get("authorization") ?? undefined);
}

/** The version goes into the header that `If-Match` is made of (RFC 9110, section 8.8.3). */
function withVersion<Answer extends { readonly version?: string | undefined }>(c: Context<Known>, answer: Answer): Answer {
  if (answer.version !== undefined) c.header("ETag", `"${answer.version}"`);
  return answer;
}

function reporting(onAnswer: (answered: Answered) => void): MiddlewareHandler<Known> {
  return async (c, next) => {
    const begun = Date.now();
    await next();
    const caller = c.get("caller") as Caller | undefined;
    onAnswer({
      requestId: c.get("requestId"),
      operation: c.get("operation"),
      tenant: caller?.tenant,
      status: c.res.status,
      code: c.get("code"),
      milliseconds: Date.now() - begun,
    });
  };
}

function answer(problem: Problem, requestId: string): Response {
  const headers = new Headers({ "Content-Type": "application/problem+json", [requestIdHeader]: requestId });
  const wait = problem.retryAfter ?? (problem.status === 503 ? 1 : undefined);
  if (wait !== undefined) headers.set("Retry-After", String(Math.max(1, Math.ceil(wait))));
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
