import { expect, test } from "vitest";
import { routes } from "../contract/index.ts";
import { operationRoute } from "./operation-route.ts";
import { pathOf, pathWithVerb } from "./verb.ts";

test.each([
  ["/v1/collections/staff/subjects/ada:verify", "/v1/collections/staff/subjects/ada/@verify"],
  ["/v1/collections/staff:identify", "/v1/collections/staff/@identify"],
  ["/v1/collections/{collection}:identify", "/v1/collections/{collection}/@identify"],
])("the verb of %s is a segment of its own", (path, wanted) => {
  expect(pathWithVerb(path)).toBe(wanted);
});

test.each([
  "/v1/health",
  "/v1/collections/a:b/subjects/ada",
  "/v1/collections/staff%3Aidentify",
  "/v1/x:",
  "/v1/x:Y",
])("%s has no verb", (path) => {
  expect(pathWithVerb(path)).toBe(path);
});

test("what is written as a verb is routed is none", () => {
  expect(pathWithVerb("/v1/collections/staff/@identify")).not.toBe("/v1/collections/staff/@identify");
});

test("a route keeps all of the contract's but its path, and asks who calls", () => {
  const { path, ...rest } = routes.verify;
  expect(path).toBe("/v1/collections/{collection}/subjects/{subject}:verify");
  expect(operationRoute("verify")).toEqual({
    ...rest,
    path: "/v1/collections/{collection}/subjects/{subject}/@verify",
    middleware: expect.any(Function),
  });
});

test.each([
  "https://faces.example/v1/collections/staff/subjects/ada:verify",
  "https://faces.example:8787/v1/health?a=/b?c",
  "http://faces.example/",
  "http://[::1]:8787/v1/%63ollections//x?",
])("the path of %s is the one that it has when it is parsed", (url) => {
  expect(pathOf(url)).toBe(new URL(url).pathname);
});
