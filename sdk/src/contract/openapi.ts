import { OpenAPIHono } from "@hono/zod-openapi";
import { routes } from "./routes.ts";

/** The OpenAPI 3.1 document of the contract; the same on every host. */
export function openApiDocument() {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  for (const route of Object.values(routes)) app.openAPIRegistry.registerPath(route);
  return app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Likeness", version: "1" } });
}
