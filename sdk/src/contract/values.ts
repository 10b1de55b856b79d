import { z } from "@hono/zod-openapi";

// Small values that several messages are made of.

/** A name of a tenant, collection or subject. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/)
  .describe("1 to 128 letters, digits, and . _ ~ -; the first a letter or digit");

export const fieldName = z.string().min(1).max(64);

export const metadata = z
  .record(fieldName, z.string().max(256))
  .refine((entries) => Object.keys(entries).length <= 16, "at most 16 entries");

export const rate = z.number().gt(0).lt(1);

export const timestamp = z.iso.datetime();

export const idempotencyKey = z.string().min(1).max(255);
