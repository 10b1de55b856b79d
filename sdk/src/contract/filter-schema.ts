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

/**
 * Records without `__proto__`, which is passed over by their schema: a condition that is passed over is one that does
 * not hold, [FIL1].
 */
const whole = <Schema extends z.ZodType>(schema: Schema): Schema =>
  z.preprocess((value, context) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, "__proto__")) return value;
    context.addIssue({ code: "custom", message: "__proto__ is no field", input: value });
    return z.NEVER;
  }, schema) as unknown as Schema;

const fieldType = z.enum(["keyword", "number", "boolean", "time"]);

export const fields = whole(
  z.record(fieldName, fieldType).refine((declared) => Object.keys(declared).length <= most, `at most ${most} fields`),
);

const conditions = z
  .record(fieldName, z.union([equal, within]))
  .refine((given) => Object.keys(given).length <= most, `at most ${most} fields`);

/** What breaks it is answered `unknown_filter`, and not `invalid_request`: [FIL2]. */
export const filter = whole(conditions).openapi("Filter", {
  description: "What subjects have to have, all of it, by declared fields; for secret keys",
}) satisfies z.ZodType<Filter>;
