import { OpenAPIHono } from "@hono/zod-openapi";
import { timeoutHeader } from "./paths.ts";
import { routes } from "./routes.ts";

const description = `Calls about collections may carry ${timeoutHeader}: milliseconds that the caller waits for the answer.`;

/** The OpenAPI 3.1 document of the contract; the same on every host. */
export function openApiDocument() {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  for (const route of Object.values(routes)) app.openAPIRegistry.registerPath(route);
  return app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Likeness", version: "1", description } });
}
