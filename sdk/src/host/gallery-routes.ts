import { Problem, sha256Hex, type Template } from "../core/index.ts";
import { bodyOf } from "./body.ts";
import { evidenceIn } from "./evidence-in.ts";
import type { HostOptions } from "./host-options.ts";
import type { Call, Host } from "./known.ts";
import { operationRoute } from "./operation-route.ts";
import { versioned } from "./versioned.ts";

const asked = (c: Call) => ({ caller: c.get("caller")!, underway: c.get("underway")! });

/** The operations of a gallery: on a subject, and over a collection. */
export function galleryRoutes(app: Host, { gallery, models, binding }: HostOptions): void {
  app.openapi(operationRoute("enrol"), async (c) => {
    const { caller, underway } = asked(c);
    const { template, metadata, replace = false, quality, consent } = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const idempotency = key === undefined ? undefined : { key, digest: await sha256Hex(await bodyOf(c)) };
    const enrolment = { template: models.decode(template), metadata, replace, quality, consent, idempotency };
    const evidence = await evidenceIn(c, binding);
    return c.json(versioned(c, await gallery.enrol(caller, c.req.valid("param"), enrolment, evidence, underway)), 201);
  });

  app.openapi(operationRoute("read"), async (c) => {
    const { caller, underway } = asked(c);
    return c.json(versioned(c, await gallery.read(caller, c.req.valid("param"), underway)), 200);
  });

  app.openapi(operationRoute("erase"), async (c) => {
    const { caller, underway } = asked(c);
    return c.json(await gallery.erase(caller, c.req.valid("param"), underway), 200);
  });

  app.openapi(operationRoute("verify"), async (c) => {
    const { caller, underway } = asked(c);
    const { probe, targetFmr, liveness, successor } = c.req.valid("json");
    const comparison = {
      probe: models.decode(probe),
      targetFmr,
      liveness,
      successor: successor && models.decode(successor),
    };
    const evidence = await evidenceIn(c, binding);
    return c.json(await gallery.verify(caller, c.req.valid("param"), comparison, evidence, underway), 200);
  });

  app.openapi(operationRoute("identify"), async (c) => {
    const { caller, underway } = asked(c);
    const { probe, successor, filter, targetFpir, maxCandidates } = c.req.valid("json");
    if (caller.kind === "publishable" && (filter || successor)) {
      // Whoever may ask who of those in hall 7 looks like Ada may ask whether she is in hall 7.
      throw new Problem("key_not_allowed", `${filter ? "filter" : "successor"}: for secret keys`);
    }
    const search = {
      probe: models.decode(probe),
      targetFpir,
      maxCandidates,
      ...(filter && { filter }),
      ...(successor && { successor: successorOf(probe.modelId, models.decode(successor)) }),
    };
    return c.json(await gallery.identify(caller, c.req.valid("param").collection, search, underway), 200);
  });
}

/** @throws Problem `invalid_request`: two probes of one model would be two searches of one kind */
function successorOf(probe: string, successor: Template): Template {
  if (successor.modelId === probe) throw new Problem("invalid_request", "successor: it is of the probe's own model");
  return successor;
}
