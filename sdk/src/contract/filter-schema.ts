import { z } from "@hono/zod-openapi";
import type { Filter } from "./filter.ts";
import { fieldName } from "./values.ts";

const most = 16;
const text = z.string().max(256);
const bound = z.union([text, z.number()]);

const equal = z.strictObject({ in: z.array(z.union([text, z.number(), z.boolean()])).min(1).max(100).readonly() });

const within = z
  .strictObject({
    gt: bound.optional(),
    gte: bound.optional(),
    lt: bound.optional(),
    lte: bound.optional(),
  })
  .refine((bounds) => Object.keys(bounds).length > 0, "no bound is given");

export const fieldType = z.enum(["keyword", "number", "boolean", "time"]);

export const fields = z
  .record(fieldName, fieldType)
  .refine((declared) => Object.keys(declared).length <= most, `at most ${most} fields`);

/** What breaks it is answered `unknown_filter`, and not `invalid_request`: [FIL2]. */
export const filter = z
  .record(fieldName, z.union([equal, within]))
  .refine((conditions) => Object.keys(conditions).length <= most, `at most ${most} fields`)
  .openapi("Filter", { description: "What a subject has to have, by declared fields: all of it" }) satisfies z.ZodType<Filter>;
