import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProblemCode } from "@likeness/sdk/core";
import type { Caller, Limits } from "@likeness/sdk/host";
import { defaultPolicy, type Policy } from "../policy.ts";
import type { Budget } from "./budget.ts";
import { windowLength } from "./count.ts";
import { createLimits } from "./limits.ts";

let address: string;
let caller: Caller;
/** What the limits have named objects, in the order they were asked for. */
let names: string[];

beforeEach(() => {
  const bytes = crypto.getRandomValues(new Uint8Array(3));
  address = `10.${bytes.join(".")}`;
  const rights = { scores: false, offline: false, identify: false };
  caller = { id: "0".repeat(64), tenant: crypto.randomUUID(), kind: "publishable", ...rights };
  names = [];
});

afterEach(() => {
  vi.useRealTimers();
});

/** One isolate's. */
function isolate(policy: Partial<Policy> = {}): Limits {
  const { BUDGETS } = env;
  const watched = new Proxy(BUDGETS, {
    get: (budgets, name) =>
      name === "idFromName"
        ? (text: string) => (names.push(text), budgets.idFromName(text))
        : (budgets[name as keyof typeof budgets] as () => unknown).bind(budgets),
  });
  return createLimits({ BUDGETS: watched, NAME_SECRET: env.NAME_SECRET! }, () => ({ ...defaultPolicy, ...policy }));
}

const request = (from = address) => new Request("https://edge.test/v1/x", { headers: { "CF-Connecting-IP": from } });
const admit = (limits: Limits, by: Caller | undefined = caller, from = address) =>
  limits.admit({ request: request(from), caller: by });
const refused = (limits: Limits, code: ProblemCode) => limits.refused({ request: request(), caller }, code);

/** How many of so many calls, all at once, are let in. */
async function letIn(limits: Limits, calls: number, by: Caller | undefined = caller, from = address): Promise<number> {
  const answers = await Promise.all(Array.from({ length: calls }, () => admit(limits, by, from)));
  return answers.filter(({ refusal }) => !refusal).length;
}

const stubOf = (name: string): DurableObjectStub<Budget> => env.BUDGETS.get(env.BUDGETS.idFromName(name));

describe("[LIM2] by address", () => {
  test("no more calls are let in than the limit has, from all isolates together", async () => {
    const isolates = Array.from({ length: 5 }, () => isolate({ addressCalls: 100 }));
    const counts = await Promise.all(isolates.map((limits) => letIn(limits, 60)));
    const sum = counts.reduce((all, count) => all + count, 0);
    expect(sum).toBeLessThanOrEqual(100);
    // Leases that nobody used up are lost, and they are small.
    expect(sum).toBeGreaterThan(80);
    expect(await letIn(isolate({ addressCalls: 100 }), 60)).toBeLessThanOrEqual(100 - sum);
  });

  test("one isolate gives all of it away", async () => {
    expect(await letIn(isolate({ addressCalls: 100 }), 150)).toBe(100);
  });

  test("another address has its own", async () => {
    const limits = isolate({ addressCalls: 5 });
    await letIn(limits, 10);
    expect(await letIn(limits, 10, caller, "192.0.2.1")).toBe(5);
  });

  test("a restart fills nothing up", async () => {
    expect(await letIn(isolate({ addressCalls: 20 }), 10)).toBe(10);
    for (const name of new Set(names)) await evictDurableObject(stubOf(name));
    expect(await letIn(isolate({ addressCalls: 20 }), 20)).toBeLessThanOrEqual(10);
    for (const name of new Set(names)) await evictDurableObject(stubOf(name));
    expect(await letIn(isolate({ addressCalls: 20 }), 20)).toBe(0);
  });

  test("restarts while calls are under way let in no more than the limit has", async () => {
    const isolates = Array.from({ length: 4 }, () => isolate({ addressCalls: 60 }));
    const calling = isolates.map(async (limits) => {
      let count = 0;
      for (let round = 0; round < 5; round++) count += await letIn(limits, 6);
      return count;
    });
    for (let round = 0; round < 5; round++) {
      await Promise.resolve();
      for (const name of new Set(names)) await evictDurableObject(stubOf(name)).catch(() => undefined);
    }
    const counts = await Promise.all(calling);
    expect(counts.reduce((all, count) => all + count, 0)).toBeLessThanOrEqual(60);
  });

  test("a minute later there are calls again, and what is over leaves nothing behind", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const limits = isolate({ addressCalls: 5 });
    expect(await letIn(limits, 10)).toBe(5);
    vi.setSystemTime(Date.now() + windowLength - 1);
    expect(await letIn(limits, 10)).toBe(0);
    vi.setSystemTime(Date.now() + 1);
    expect(await letIn(limits, 10)).toBe(5);

    const [stub] = [...new Set(names)].map(stubOf);
    const kept = () => runInDurableObject(stub!, (_, { storage }) => [...storage.kv.list()].length);
    await runDurableObjectAlarm(stub!);
    expect(await kept(), "the window is not over yet").toBe(1);
    vi.setSystemTime(Date.now() + windowLength);
    await runDurableObjectAlarm(stub!);
    expect(await kept()).toBe(0);
  });
});

describe("[LIM2] by tenant", () => {
  test("no more calls are let in than the limit has, from whatever address", async () => {
    const isolates = Array.from({ length: 4 }, () => isolate({ tenantCalls: 50 }));
    const counts = await Promise.all(isolates.map((limits, i) => letIn(limits, 30, caller, `192.0.2.${i}`)));
    expect(counts.reduce((all, count) => all + count, 0)).toBeLessThanOrEqual(50);
  });

  test("another tenant has its own", async () => {
    const limits = isolate({ tenantCalls: 5 });
    await letIn(limits, 10);
    expect(await letIn(limits, 10, { ...caller, tenant: crypto.randomUUID() })).toBe(5);
  });

  test("an address that has no calls left takes none of the tenant's", async () => {
    const limits = isolate({ addressCalls: 5, tenantCalls: 20 });
    expect(await letIn(limits, 50)).toBe(5);
    expect(await letIn(limits, 5, caller, "192.0.2.8")).toBe(5);
    expect(await letIn(limits, 5, caller, "192.0.2.9")).toBe(5);
  });
});

describe("[ATT6] guessing", () => {
  test("a key costs ten calls at the door, by the default policy of addresses", async () => {
    const limits = isolate({ addressCalls: 1_000_000 });
    const from = `${address.split(".").slice(0, 3).join(".")}.250`;
    const answers = await Promise.all(
      Array.from({ length: 70 }, () => limits.admit({ request: request(from), caller: undefined })),
    );
    expect(answers.filter(({ refusal }) => !refusal)).toHaveLength(defaultPolicy.addressCalls / 10);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size, "a caller of no tenant is counted by address alone").toBe(1);
  });

  test.each(["proof_invalid", "proof_missing", "challenge_invalid", "challenge_spent", "ticket_invalid", "ticket_spent"] as const)(
    "%s costs ten calls of the address and of the tenant",
    async (code) => {
      const limits = isolate({ addressCalls: 30, tenantCalls: 30 });
      await admit(limits);
      await refused(limits, code);
      const other = "192.0.2.77";
      expect(await letIn(limits, 30)).toBe(20);
      expect(await letIn(limits, 30, caller, other)).toBe(0);
    },
  );

  test.each(["unknown_subject", "invalid_request", "attempts_delayed", "key_unknown", "rate_limited"] as const)(
    "%s costs no more than any call, or was paid for",
    async (code) => {
      const limits = isolate({ addressCalls: 30 });
      await admit(limits);
      await refused(limits, code);
      expect(await letIn(limits, 30)).toBe(29);
    },
  );
});

describe("what is told", () => {
  test("a secret key is told what its address and tenant have left, whoever is refused when to come again", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const limits = isolate({ addressCalls: 2, tenantCalls: 60_000 });
    const by = { ...caller, kind: "secret" as const };
    expect((await admit(limits, by)).headers).toEqual({
      "RateLimit-Policy": '"address";q=2;w=60, "tenant";q=60000;w=60',
      RateLimit: '"address";r=1;t=60, "tenant";r=59999;t=60',
    });
    await admit(limits, by);
    vi.setSystemTime(Date.now() + 10_500);
    const { headers, refusal } = await admit(limits, by);
    expect(refusal).toMatchObject({ code: "rate_limited", retryAfter: 50 });
    expect(headers).toEqual({ "RateLimit-Policy": '"address";q=2;w=60', RateLimit: '"address";r=0;t=50' });
  });

  test("a publishable key is not told how much its tenant is called, and neither is nobody", async () => {
    const limits = isolate({ tenantCalls: 1 });
    expect((await admit(limits)).headers["RateLimit"]).toMatch(/^"address";r=599;t=\d+$/);
    const { headers, refusal } = await admit(limits);
    expect(refusal).toMatchObject({ code: "rate_limited", detail: "no call of this tenant is left in this minute" });
    expect(headers["RateLimit"]).not.toContain("tenant");
    const unknown = await limits.admit({ request: request("192.0.2.99"), caller: undefined });
    expect(unknown.headers["RateLimit"]).toMatch(/^"address";r=590;t=\d+$/);
  });

  test("objects have names that say neither address nor tenant, and not the same under another secret", async () => {
    await admit(isolate());
    const other = createLimits({ BUDGETS: env.BUDGETS, NAME_SECRET: "A".repeat(43) }, () => defaultPolicy);
    await admit(other);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^[\w-]{43}$/);
    expect(new Set(names).size).toBe(2);
  });
});

describe("a budget that does not answer", () => {
  const failing = (times: number) => {
    let tries = 0;
    const BUDGETS = {
      idFromName: () => "id",
      get: () => ({
        take: async () => {
          if (++tries <= times) throw new Error("Network connection lost.");
          return { granted: 1, left: 0, endsAt: Date.now() + 1_000 };
        },
      }),
    } as unknown as typeof env.BUDGETS;
    return createLimits({ BUDGETS, NAME_SECRET: env.NAME_SECRET! }, () => defaultPolicy);
  };

  test("is asked once more", async () => {
    expect((await admit(failing(1))).refusal).toBeUndefined();
  });

  test("lets nobody in uncounted", async () => {
    await expect(admit(failing(2))).rejects.toMatchObject({ code: "unreachable", status: 503 });
  });
});
