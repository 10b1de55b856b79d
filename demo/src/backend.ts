import { Hono } from "hono";
import { createTickets } from "@likeness/sdk/backend";
import { createClient } from "@likeness/sdk/client";
import { Problem } from "@likeness/sdk/core";
import { toProblemBody } from "@likeness/sdk/contract";

export interface BackendOptions {
  readonly endpoint: string;
  /** A secret key: it stays here. */
  readonly key: string;
  readonly collection: string;
}

/** How long what the visitor agrees to holds: the demo forgets them then. */
const consentDays = 30;

/**
 * What a tenant's own backend does beside the worker: it has the secret key, and lets its users enrol, be read and be
 * erased. Here everybody may; a real one asks first who its user is.
 */
export function createBackend({ endpoint, key, collection }: BackendOptions): Hono {
  const client = createClient({ endpoint, key });
  const tickets = createTickets(key);
  const app = new Hono();

  app.post("/tickets/:subject", async (c) => {
    const subject = c.req.param("subject");
    const expiresAt = new Date(Date.now() + consentDays * 86_400_000).toISOString();
    const consent = { text: "demo-1", purpose: "trying this demo out", expiresAt };
    const ticket = await (await tickets).enrol({ collection, subject, consent });
    const known = await client.read({ collection, subject }).catch((error: unknown) => {
      if (error instanceof Problem && error.code === "unknown_subject") return undefined;
      throw error;
    });
    // Whoever is enrolled already is changed only as they are now.
    return c.json({ ticket, ...(known?.version !== undefined && { ifMatch: known.version }) });
  });
  app.get("/subjects/:subject", async (c) => c.json(await client.read({ collection, subject: c.req.param("subject") })));
  app.delete("/subjects/:subject", async (c) =>
    c.json(await client.erase({ collection, subject: c.req.param("subject") })),
  );
  app.onError((error) => {
    const body = toProblemBody(error instanceof Problem ? error : new Problem("internal"));
    return Response.json(body, { status: body.status, headers: { "Content-Type": "application/problem+json" } });
  });
  return app;
}
