import { openApiDocument, openApiPath } from "../contract/index.ts";
import type { HostOptions } from "./host-options.ts";
import type { Host } from "./known.ts";
import { operationRoute } from "./operation-route.ts";

/** What anybody may ask for: the same for everybody, made once, about nobody. */
export function openRoutes(app: Host, { engine, service, models, signingKeys }: HostOptions): void {
  const health = { status: "ok" as const, service, models: [...models.ids], ...(engine && { engine }) };
  let document: ReturnType<typeof openApiDocument> | undefined;

  app.get(openApiPath, (c) => c.json((document ??= openApiDocument())));

  app.openapi(operationRoute("health"), (c) => c.json(health, 200));

  app.openapi(operationRoute("keys"), async (c) => {
    const keys = (await signingKeys?.publicKeys()) ?? { keys: [] };
    c.header("Cache-Control", "public, max-age=300");
    // Kept without an origin's headers, it could not be given to that origin's pages.
    c.header("Vary", "Origin");
    return c.json(keys, 200);
  });
}
