import type { RouteConfig } from "@hono/zod-openapi";

// Hono routes by whole segments, so `ada:verify` would be one parameter. Both the request's path and the
// route's are read as if the verb were a segment of its own; the contract and its document keep the colon.

/** `/v1/…/ada:verify` is routed as `/v1/…/ada/@verify`, and what is written so is not. */
export function pathWithVerb(path: string): string {
  return path.replaceAll("/@", "/@@").replace(/:([a-z]+)$/, "/@$1");
}

export function routeWithVerb<Route extends RouteConfig>(route: Route): Route {
  return { ...route, path: pathWithVerb(route.path) };
}
