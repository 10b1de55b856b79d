import type { z } from "@hono/zod-openapi";
import { ndjsonType } from "./ndjson.ts";
import * as schemas from "./schemas.ts";

export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

/** A JSON text a line: the schema is a line's. */
export const lines = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { [ndjsonType]: { schema } },
});

export const problem = {
  description: "A problem, by its stable code",
  content: { "application/problem+json": { schema: schemas.problemBody } },
};

export const wait = { ...problem, headers: schemas.waitHeaders };

export const versioned = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  ...json(schema, description),
  headers: schemas.versionHeaders,
});

/** Problems any operation may answer with, and the ones that belong to what it does. */
export const generally = {
  401: problem,
  403: problem,
  404: problem,
  422: problem,
  429: wait,
  500: problem,
  503: wait,
  504: problem,
};
export const withBody = { ...generally, 400: problem, 413: problem, 415: problem };

export const security = [{ key: [] }];
