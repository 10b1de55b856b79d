import { env, exports } from "cloudflare:workers";
import { createExecutionContext } from "cloudflare:test";
import worker from "@likeness/edge/worker";
import { createClient } from "@likeness/sdk/client";
import { createOffline, memoryStore } from "@likeness/sdk/offline";
import { expect, test } from "vitest";
import { contractSuite } from "../contract/suite.ts";
import { expectProblem, view } from "../contract/people.ts";
import { keys } from "../fixtures/keys.ts";

const endpoint = "http://edge.test";
const fetch: typeof globalThis.fetch = (...request) => exports.default.fetch(new Request(...request));
const client = (key: string) => createClient({ endpoint, key, fetch, retries: 0 });


/** The worker as somebody has left it who has not given it a key to sign with. */
const unsigning = { ...env, SIGNING_KEY: "" };
const fetchUnsigning: typeof globalThis.fetch = async (...request) =>
  worker.fetch(new Request(...request) as Parameters<typeof worker.fetch>[0], unsigning, createExecutionContext());

contractSuite("edge", () => ({
  endpoint,
  fetch,
  collection: "edge-staff",
  client,
}));

test("[OFF6] a worker without a signing key gives no grants, and says so", async () => {
  const acme = createClient({ endpoint, key: keys.offline, fetch: fetchUnsigning, retries: 0 });
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
