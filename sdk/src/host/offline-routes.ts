import { auditAnswer, checkAudits } from "./audits.ts";
import { giveGrant, keysForGrants } from "./grants.ts";
import type { HostOptions } from "./host-options.ts";
import type { Host } from "./known.ts";
import { operationRoute } from "./operation-route.ts";
import { pageOf } from "./page-of.ts";

/** Grants to verify offline by, and what was decided by them. */
export function offlineRoutes(app: Host, options: HostOptions): void {
  const { gallery, models, signingKeys, service, now = () => new Date() } = options;

  app.openapi(operationRoute("grantOffline"), async (c) => {
    const [caller, address, wanted] = [c.get("caller")!, c.req.valid("param"), c.req.valid("json")];
    const keys = keysForGrants(caller, signingKeys);
    const templates = await gallery.templates(caller, address);
    const { calibration } = models.card(templates[0]!.modelId);
    const issuer = `urn:likeness:${service}`;
    return c.json(await giveGrant(issuer, keys, caller, address, wanted, calibration, templates, now()), 201);
  });

  app.openapi(operationRoute("sendAudits"), async (c) => {
    const [caller, address, { grant, audits }] = [c.get("caller")!, c.req.valid("param"), c.req.valid("json")];
    const checked = await checkAudits(signingKeys, caller, address, grant, audits);
    return c.json(await gallery.keepAudits(caller, address, checked), 200);
  });

  app.openapi(operationRoute("audits"), async (c) => {
    const page = pageOf(c.req.valid("query"));
    const { audits, next } = await gallery.audits(c.get("caller")!, c.req.valid("param"), page);
    const answers = await Promise.all(audits.map(auditAnswer));
    return c.json({ audits: answers, ...(next !== undefined && { cursor: String(next) }) }, 200);
  });
}
