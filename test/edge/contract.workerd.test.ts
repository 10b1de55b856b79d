import { env, exports } from "cloudflare:workers";
import { createExecutionContext } from "cloudflare:test";
import worker from "@likeness/edge/worker";
import { createClient } from "@likeness/sdk/client";
import { createOffline, memoryStore } from "@likeness/sdk/offline";
import { expect, test } from "vitest";
import { contractSuite } from "../contract/suite.ts";
import { expectProblem, view } from "../contract/people.ts";
import { newSigningKey } from "../fixtures/signing-key.ts";
import { keys } from "../fixtures/keys.ts";

const endpoint = "http://edge.test";
const fetch: typeof globalThis.fetch = (...request) => exports.default.fetch(new Request(...request));
const client = (key: string) => createClient({ endpoint, key, fetch, retries: 0 });


/** The worker with a key to sign grants with, which its bindings here do not have. */
const granting = { ...env, SIGNING_KEY: await newSigningKey() };
const fetchGranting: typeof globalThis.fetch = async (...request) =>
  worker.fetch(new Request(...request) as Parameters<typeof worker.fetch>[0], granting, createExecutionContext());

contractSuite("edge", () => ({
  endpoint,
  fetch: fetchGranting,
  collection: "edge-staff",
  client: (key) => createClient({ endpoint, key, fetch: fetchGranting, retries: 0 }),
}));

test("[OFF6] a worker without a signing key gives no grants, and says so", async () => {
  const acme = client(keys.offline);
  const address = { collection: "grantless", subject: "ada" };
  await acme.enrol(address, view(51, 0));
  const offline = createOffline({ client: acme, store: memoryStore() });
  await expectProblem(offline.renew(address), "offline_unavailable");
  expect(await acme.keys()).toEqual({ keys: [] });
});

test("with its server down, identifying says so, and enrolling and verifying go on", async () => {
  const cutOff = client(keys.cutOff);
  const address = { collection: "alone", subject: "ada" };
  await cutOff.enrol(address, view(50, 0));
  await expectProblem(cutOff.identify("alone", view(50, 1)), "remote_unavailable");
  expect(await cutOff.verify(address, view(50, 1))).toMatchObject({ match: true });
  expect(await cutOff.read(address)).toMatchObject({ indexed: false });
});
