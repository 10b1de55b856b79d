import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { ndjsonType } from "./ndjson.ts";
import { paths, timeoutHeader } from "./paths.ts";

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly required: boolean };
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, unknown>>; readonly headers?: Record<string, unknown> }>
  >;
}

// As it is served: through JSON.
const document = JSON.parse(JSON.stringify(openApiDocument()));

const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test("it is an OpenAPI 3.1 document", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(document.info).toMatchObject({ title: "Likeness", version: "1" });
  expect(document.info.description).toContain(timeoutHeader);
});

test("it names every operation of the contract, where it is, by its own name", () => {
  const named = operations.map(({ path, method, operation }) => [operation.operationId, { method, path }]);
  expect(Object.fromEntries(named)).toEqual(paths);
});

test("verbs keep their colon", () => {
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/\{subject\}:verify$/),
      expect.stringMatching(/\{collection\}:identify$/),
    ]),
  );
});

test.each(operations)("$method $path declares each parameter of its path", ({ path, operation }) => {
  const declared = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === "path")
    .map(({ name }) => name);
  expect(declared).toEqual(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name));
});

/** What answers in lines. */
const long = new Set(["enrolMany", "exportTemplates", "group"]);

test.each(operations)(
  "$method $path answers problems as problem+json and the rest as JSON, or a JSON text a line",
  ({ operation }) => {
    const usual = long.has(operation.operationId) ? ndjsonType : "application/json";
    for (const [status, { content }] of Object.entries(operation.responses)) {
      expect(Object.keys(content)).toEqual([status < "400" ? usual : "application/problem+json"]);
    }
  },
);

test.each(operations.filter(({ path }) => path.startsWith("/v1/collections")))(
  "$method $path needs a key",
  ({ operation }) => {
    expect(operation.security).toEqual([{ key: [] }]);
    expect(document.components.securitySchemes.key).toEqual({ type: "http", scheme: "bearer" });
  },
);

/** What these ask for is all in their paths and headers. */
const bodiless = new Set(["challenge", "addDevice", "enable", "abandonMigration"]);

test.each(operations)("$method $path needs a body if anything is sent in one", ({ method, operation }) => {
  const needed = method === "post" && !bodiless.has(operation.operationId);
  expect(operation.requestBody?.required ?? false).toBe(needed);
});

test("evidence may be brought where it is looked at", () => {
  const proved = ["likeness-proof"];
  const changing = [...proved, "likeness-new-device", "likeness-ticket", "if-match"];
  const taking = operations.map(({ operation: { operationId, parameters = [] } }) => [
    operationId,
    parameters.filter((parameter) => parameter.in === "header").map(({ name }) => name),
  ]);
  const none = Object.fromEntries(Object.keys(paths).map((name) => [name, []]));
  expect(Object.fromEntries(taking)).toEqual({
    ...none,
    enrol: [...changing, "idempotency-key"],
    addDevice: changing,
    verify: proved,
    devices: proved,
    revokeDevice: proved,
  });
});

test("a version is told in ETag, and a pause in Retry-After", () => {
  const telling = (header: string) =>
    operations.flatMap(({ operation: { operationId, responses } }) =>
      Object.entries(responses).flatMap(([status, { headers }]) => (headers?.[header] ? `${operationId} ${status}` : [])),
    );
  expect(telling("ETag").toSorted()).toEqual(["addDevice 201", "enrol 201", "read 200"]);
  const keyed = operations.filter(({ operation }) => operation.security).map(({ operation }) => operation.operationId);
  const pausing = keyed.flatMap((name) => [`${name} 429`, `${name} 503`]);
  expect(telling("Retry-After").toSorted()).toEqual([...pausing, "ready 503"].toSorted());
});

test("every reference leads to a schema", () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
  const names = [...references].map(([, name]) => name);
  expect(names).not.toEqual([]);
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
});

test("sdk/openapi.json is this document", async () => {
  const file = await readFile(new URL("../../openapi.json", import.meta.url), "utf8");
  expect(JSON.parse(file), "renew it: node sdk/src/contract/write-openapi.ts").toEqual(document);
});
