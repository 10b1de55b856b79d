import { openApiDocument, openApiPath } from "../contract/index.ts";
import type { HostOptions } from "./host-options.ts";
import type { Host } from "./known.ts";
import { operationRoute, routed } from "./operation-route.ts";
import { problemAnswer } from "./problem-answer.ts";

/** What anybody may ask for: the same for everybody, about nobody. */
export function openRoutes(app: Host, options: HostOptions): void {
  const { engine, build, service, models, signingKeys, readiness } = options;
  const health = {
    status: "ok" as const,
    service,
    models: [...models.ids],
    ...(engine && { engine }),
    ...(build && { build }),
  };
  let document: ReturnType<typeof openApiDocument> | undefined;

  app.get(openApiPath, (c) => c.json((document ??= openApiDocument())));

  app.openapi(operationRoute("health"), (c) => c.json(health, 200));

  app.openapi(operationRoute("ready"), async (c) => {
    const problem = await readiness?.();
    if (!problem) return c.json({ status: "ready" as const, service }, 200);
    // Not thrown: that a host is not ready is no failure of it, and whoever balances load asks every second.
    c.set("code", problem.code);
    return routed(problemAnswer(c, problem));
  });

  app.openapi(operationRoute("keys"), async (c) => {
    const keys = (await signingKeys?.publicKeys()) ?? { keys: [] };
    c.header("Cache-Control", "public, max-age=300");
    // Kept without an origin's headers, it could not be given to that origin's pages.
    c.header("Vary", "Origin");
    return c.json(keys, 200);
  });
}
