import { Problem, toBase64Url } from "@likeness/sdk/core";
import type { Admission, Caller, Incoming, Limits } from "@likeness/sdk/host";
import type { Env } from "../env.ts";
import { defaultPolicy, type Policy } from "../policy.ts";
import { namingKeys } from "../secrets.ts";
import { addressOf } from "./address-of.ts";
import { callCost, guessCost, owedFor } from "./cost.ts";
import type { Taken, Wanted } from "./count.ts";
import { createLeases } from "./leases.ts";
import { rateLimitHeaders, secondsUntil, type Held } from "./rate-limit-headers.ts";

/**
 * Calls by address and by tenant, counted over all isolates: [LIM2]. The address comes first: who has used its calls up
 * takes none of the tenant's. Who brings no key that is known is counted by address alone, by the default policy.
 *
 * @param now milliseconds since 1970
 */
export function createLimits(
  env: Pick<Env, "BUDGETS" | "NAME_SECRET">,
  policyOf: (tenant: string) => Policy,
  now: () => number = Date.now,
): Limits {
  let names: CryptoKey | undefined;

  /** Addresses and tenants are in no dashboard: objects are named by their HMAC. */
  const objectOf = async (name: string) => {
    names ??= (await namingKeys(env.NAME_SECRET)).names;
    const mac = await crypto.subtle.sign("HMAC", names, new TextEncoder().encode(`budget:${name}`));
    return env.BUDGETS.idFromName(toBase64Url(new Uint8Array(mac)));
  };

  const policyFor = (caller: Caller | undefined): Policy => (caller ? policyOf(caller.tenant) : defaultPolicy);
  const leases = createLeases(async (name, wanted) => askBudget(env.BUDGETS, await objectOf(name), wanted), now);

  const spend = async (
    policy: Held["policy"],
    name: string,
    limit: number,
    cost: number,
  ): Promise<Held & { admitted: boolean }> => {
    const { admitted, left, endsAt } = await leases.spend(`${policy}:${name}`, cost, limit);
    return { policy, limit, left, endsAt, admitted };
  };

  return {
    admit: async ({ request, caller }: Incoming): Promise<Admission> => {
      const { addressCalls, tenantCalls } = policyFor(caller);
      const byAddress = await spend("address", addressOf(request), addressCalls, caller ? callCost : guessCost);
      if (!byAddress.admitted) return refusal(byAddress, [byAddress], now());
      if (!caller) return { headers: rateLimitHeaders([byAddress], now()) };
      const byTenant = await spend("tenant", caller.tenant, tenantCalls, callCost);
      // How much a tenant is called is not for everybody who finds its key in a page.
      const told = caller.kind === "secret" ? [byAddress, byTenant] : [byAddress];
      if (!byTenant.admitted) return refusal(byTenant, told, now());
      return { headers: rateLimitHeaders(told, now()) };
    },

    refused: async ({ request, caller }, code) => {
      const owed = owedFor(code);
      if (owed === 0) return;
      const { addressCalls, tenantCalls } = policyFor(caller);
      await leases.burn(`address:${addressOf(request)}`, owed, addressCalls);
      if (caller) await leases.burn(`tenant:${caller.tenant}`, owed, tenantCalls);
    },
  };
}

function refusal({ policy, endsAt }: Held, told: readonly Held[], now: number): Admission {
  const retryAfter = secondsUntil(endsAt, now);
  const refusal = new Problem("rate_limited", `no call of this ${policy} is left in this minute`, { retryAfter });
  return { headers: rateLimitHeaders(told, now), refusal };
}

/**
 * @throws Problem `unreachable`: what cannot be counted is not let through. Once more is tried, by a new stub, because
 *   one that has failed stays broken; a call that was counted though its answer was lost makes the limit stricter
 */
async function askBudget(budgets: Env["BUDGETS"], id: DurableObjectId, wanted: Wanted): Promise<Taken> {
  for (let tried = 1; ; tried++) {
    try {
      return await budgets.get(id).take(wanted);
    } catch (cause) {
      if (tried === 2) throw new Problem("unreachable", "calls cannot be counted now", { cause });
    }
  }
}
