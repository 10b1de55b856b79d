import { z } from "zod";
import { defaultTargetFmr } from "@likeness/sdk/contract";

const policies = z.record(
  z.string(),
  z.strictObject({
    /** Whether the tenant's apps detect presentation attacks: then twice as many attempts may fail (SP 800-63B-4, 3.2.3). */
    presentationAttackDetection: z.boolean().default(false),
    /** The mildest false match rate that a device may verify at. */
    targetFmr: z.number().gt(0).lt(1).default(defaultTargetFmr),
    /** A device's proof alone neither adds nor replaces templates or devices: that takes a ticket each time. */
    changesNeedTicket: z.boolean().default(false),
    /** Calls a minute, from one address and of the whole tenant. */
    addressCalls: z.int().min(1).default(600),
    tenantCalls: z.int().min(1).default(60_000),
  }),
);

/** What a tenant wants of the worker. */
export type Policy = z.output<typeof policies>[string];

export const defaultPolicy: Policy = policies.parse({ any: {} })["any"]!;

/**
 * Policies by tenant, JSON; who has none gets the default one.
 *
 * @throws Error that says what is wrong with them
 */
export function parsePolicies(json: string | undefined): (tenant: string) => Policy {
  const read = policies.safeParse(JSON.parse(json ?? "{}"));
  if (!read.success) throw new Error(`POLICIES is not right: ${z.prettifyError(read.error)}`);
  const { data } = read;
  return (tenant) => (Object.hasOwn(data, tenant) ? data[tenant]! : defaultPolicy);
}
