import type { Binding } from "./binding.ts";
import { evidenceIn } from "./evidence-in.ts";
import type { Host } from "./known.ts";
import { operationRoute } from "./operation-route.ts";
import { pageOf } from "./page-of.ts";
import { versioned } from "./versioned.ts";

/** What a host has that binds subjects to devices. */
export function bindingRoutes(app: Host, binding: Binding): void {
  app.openapi(operationRoute("challenge"), async (c) =>
    c.json(await binding.challenge(c.get("caller")!, c.req.valid("param")), 201),
  );

  app.openapi(operationRoute("devices"), async (c) => {
    const evidence = await evidenceIn(c, binding);
    return c.json(await binding.devices(c.get("caller")!, c.req.valid("param"), evidence), 200);
  });

  app.openapi(operationRoute("addDevice"), async (c) => {
    const evidence = await evidenceIn(c, binding);
    return c.json(versioned(c, await binding.addDevice(c.get("caller")!, c.req.valid("param"), evidence)), 201);
  });

  app.openapi(operationRoute("revokeDevice"), async (c) => {
    const { device, ...address } = c.req.valid("param");
    const evidence = await evidenceIn(c, binding);
    return c.json(await binding.revokeDevice(c.get("caller")!, address, device, evidence), 200);
  });

  app.openapi(operationRoute("enable"), async (c) =>
    c.json(await binding.enable(c.get("caller")!, c.req.valid("param")), 200),
  );

  app.openapi(operationRoute("auditLog"), async (c) => {
    const page = pageOf(c.req.valid("query"));
    return c.json(await binding.auditLog(c.get("caller")!, c.req.valid("param"), page), 200);
  });
}
