import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

/** What a verification is measured beside: a route that does nothing but have its object read its storage once. */
export class Kept extends DurableObject {
  read(): unknown {
    return this.ctx.storage.kv.get("anything") ?? null;
  }
}

interface Bindings {
  readonly KEPT: DurableObjectNamespace<Kept>;
}

const app = new Hono<{ Bindings: Bindings }>();

app.post("/v1/collections/:collection/subjects/:subject", async (c) => {
  const { KEPT } = c.env;
  return c.json(await KEPT.get(KEPT.idFromName(c.req.param("subject"))).read());
});

export default app;
