import { env } from "cloudflare:workers";
import { createExecutionContext } from "cloudflare:test";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createTickets, keyRingEntry, newApiKey } from "@likeness/sdk/backend";
import { type OperationName, paths } from "@likeness/sdk/contract";
import { normalize, type Template } from "@likeness/sdk/core";
import { callsOf, createActor, faultOf, type FuzzHost, prototypes, type WireAnswer } from "../fuzz/index.ts";
import { cards } from "./cards.ts";
import worker from "./worker.ts";

/** Of each route; `npm run fuzz` sends a hundred times as many. */
const cases = 100;

const [card] = cards;
const templates = [1, 2].map((person): Template => {
  const values = Array.from({ length: card!.dimension }, (_, i) => Math.sin(person * (i + 1)));
  return { modelId: card!.modelId, vector: normalize(values) };
});

async function fuzzHost(): Promise<FuzzHost> {
  const keys = { secret: newApiKey("secret"), publishable: newApiKey("publishable") };
  const ring = [
    await keyRingEntry(keys.secret, { tenant: "acme", scores: true, offline: true }),
    await keyRingEntry(keys.publishable, { tenant: "acme", identify: true }),
  ];
  const KEYS = JSON.stringify(Object.fromEntries(ring));
  const POLICIES = JSON.stringify({ acme: { addressCalls: 1e9, tenantCalls: 1e9 } });
  const own = { ...env, KEYS, POLICIES };

  const send: FuzzHost["send"] = async ({ method, path, headers, body }) => {
    const request = new Request(`http://edge.test${path}`, { method, headers, ...(body && { body }) });
    const response = await worker.fetch(request as Parameters<typeof worker.fetch>[0], own, createExecutionContext());
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  return { send, tenant: "acme", keys, tickets: await createTickets(keys.secret) };
}

const inTime = (answer: Promise<WireAnswer>) =>
  Promise.race([answer, scheduler.wait(10_000).then((): never => expect.fail("no answer in ten seconds"))]);

const address = { collection: "fuzz", subject: "ada" };
const host = await fuzzHost();
const actor = await createActor(host, templates[0]!, address);
const before = prototypes();

test.for(Object.keys(paths) as OperationName[])(
  "[LIM3] whatever is sent to %s, the answer is JSON or a problem",
  async (operation) => {
    await fc.assert(
      fc.asyncProperty(callsOf(operation, templates, address), async (call) => {
        const answer = await inTime(host.send(await actor.wire(call)));
        expect(faultOf(call, answer)).toBeUndefined();
        expect(prototypes()).toBe(before);
        await actor.restore(call, answer);
      }),
      { numRuns: cases, endOnFailure: true },
    );
  },
);
