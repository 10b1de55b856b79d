import { sha256Hex } from "../core/index.ts";
import { bodyOf } from "./body.ts";
import { evidenceIn } from "./evidence-in.ts";
import type { HostOptions } from "./host-options.ts";
import type { Host } from "./known.ts";
import { operationRoute } from "./operation-route.ts";
import { versioned } from "./versioned.ts";

/** The operations of a gallery: on a subject, and over a collection. */
export function galleryRoutes(app: Host, { gallery, models, binding }: HostOptions): void {
  app.openapi(operationRoute("enrol"), async (c) => {
    const { template, metadata, replace = false, quality, consent } = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const idempotency = key === undefined ? undefined : { key, digest: await sha256Hex(await bodyOf(c)) };
    const enrolment = { template: models.decode(template), metadata, replace, quality, consent, idempotency };
    const evidence = await evidenceIn(c, binding);
    return c.json(versioned(c, await gallery.enrol(c.get("caller")!, c.req.valid("param"), enrolment, evidence)), 201);
  });

  app.openapi(operationRoute("read"), async (c) =>
    c.json(versioned(c, await gallery.read(c.get("caller")!, c.req.valid("param"))), 200),
  );

  app.openapi(operationRoute("erase"), async (c) =>
    c.json(await gallery.erase(c.get("caller")!, c.req.valid("param")), 200),
  );

  app.openapi(operationRoute("verify"), async (c) => {
    const { probe, targetFmr, liveness, successor } = c.req.valid("json");
    const comparison = {
      probe: models.decode(probe),
      targetFmr,
      liveness,
      successor: successor && models.decode(successor),
    };
    const evidence = await evidenceIn(c, binding);
    return c.json(await gallery.verify(c.get("caller")!, c.req.valid("param"), comparison, evidence), 200);
  });

  app.openapi(operationRoute("identify"), async (c) => {
    const { probe, ...search } = c.req.valid("json");
    const { collection } = c.req.valid("param");
    const wanted = { probe: models.decode(probe), ...search };
    return c.json(await gallery.identify(c.get("caller")!, collection, wanted), 200);
  });
}
