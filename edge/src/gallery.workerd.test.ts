import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { keyRingEntry, newApiKey, newWorkerSecrets } from "@likeness/sdk/backend";
import { createClient, type Client } from "@likeness/sdk/client";
import { normalize, type Template } from "@likeness/sdk/core";
import { createApp } from "./app.ts";
import { cards } from "./cards.ts";
import { testDevice } from "./proofs/device.fixture.ts";

const { modelId, dimension } = cards[0]!;
const template: Template = { modelId, vector: normalize(Array.from({ length: dimension }, (_, i) => i + 1)) };
const address = { collection: "staff", subject: "ada" };

let backend: Client;
let page: Client;

/** @param policy of the tenant */
async function start(policy: object): Promise<void> {
  const [secretKey, publishableKey] = [newApiKey("secret"), newApiKey("publishable")];
  const ring = Object.fromEntries([
    await keyRingEntry(secretKey, { tenant: "rates" }),
    await keyRingEntry(publishableKey, { tenant: "rates" }),
  ]);
  const settings = { KEYS: JSON.stringify(ring), POLICIES: JSON.stringify({ rates: policy }), REMOTE_URL: "" };
  const app = createApp({ ...env, ...(await newWorkerSecrets()), ...settings });
  const fetch: typeof globalThis.fetch = async (...request) => app.request(new Request(...request));
  const host = { endpoint: "http://edge.test", fetch, retries: 0 };
  const device = await testDevice();
  backend = createClient({ ...host, key: secretKey });
  page = createClient({ ...host, key: publishableKey, device });
  await backend.enrol(address, template);
  await backend.addDevice(address, { device });
}

const rateFor = async (client: Client, targetFmr?: number) =>
  (await client.verify(address, template, targetFmr === undefined ? {} : { targetFmr })).threshold.fmr;

beforeEach(() => start({}));

test("[VER3] a page may ask for a stricter rate, and gets it", async () => {
  expect(await rateFor(page, 1e-5)).toBeLessThanOrEqual(1e-5);
});

test("[VER3] a page that asks for a milder rate gets the tenant's, which is 1e-4", async () => {
  const usual = await rateFor(page);
  expect(usual).toBeLessThanOrEqual(1e-4);
  expect(usual).toBeGreaterThan(1e-5);
  for (const milder of [1e-3, 1e-2, 0.5]) expect(await rateFor(page, milder)).toBe(usual);
});

test("[VER3] a secret key may ask for a milder one", async () => {
  const milder = await rateFor(backend, 1e-2);
  expect(milder).toBeGreaterThan(1e-3);
  expect(milder).toBeLessThanOrEqual(1e-2);
});

test("[VER3] a tenant's policy may be milder or stricter than 1e-4", async () => {
  await start({ targetFmr: 1e-3 });
  const mild = await rateFor(page, 1e-2);
  expect(mild).toBeGreaterThan(1e-4);
  expect(mild).toBeLessThanOrEqual(1e-3);
  // The contract's default stands where nothing is asked for.
  expect(await rateFor(page)).toBeLessThanOrEqual(1e-4);
  await start({ targetFmr: 1e-5 });
  expect(await rateFor(page)).toBeLessThanOrEqual(1e-5);
});
