import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import {
  createTickets,
  keyRingEntry,
  newApiKey,
  newWorkerSecrets,
  readReceipt,
  verifyLog,
  type LogSnapshot,
} from "@likeness/sdk/backend";
import { createClient, type Client } from "@likeness/sdk/client";
import type { HostKeys, LogEntry } from "@likeness/sdk/contract";
import { normalize, type Template } from "@likeness/sdk/core";
import { createApp } from "./app.ts";
import { cards } from "./cards.ts";
import { testDevice } from "./proofs/device.fixture.ts";

// What a tenant's backend makes and reads is what the worker reads and makes: here both are the real ones.

const address = { collection: "staff", subject: "ada" };
const { modelId, dimension } = cards[0]!;
const template: Template = { modelId, vector: normalize(Array.from({ length: dimension }, (_, i) => i + 1)) };

let backend: Client;
let page: Client;
let secretKey: string;
let hostKeys: HostKeys;

beforeEach(async () => {
  secretKey = newApiKey("secret");
  const publishableKey = newApiKey("publishable");
  const ring = Object.fromEntries([
    await keyRingEntry(secretKey, { tenant: "backends", scores: true }),
    await keyRingEntry(publishableKey, { tenant: "backends" }),
  ]);
  const app = createApp({ ...env, ...(await newWorkerSecrets()), KEYS: JSON.stringify(ring), REMOTE_URL: "" });
  const fetch: typeof globalThis.fetch = async (...request) => app.request(new Request(...request));
  const host = { endpoint: "http://edge.test", fetch, retries: 0 };
  backend = createClient({ ...host, key: secretKey });
  page = createClient({ ...host, key: publishableKey, device: await testDevice() });
  hostKeys = await backend.keys();
});

const consent = () => ({ text: "terms-3", purpose: "door", expiresAt: new Date(Date.now() + 86_400_000).toISOString() });

test("[TIC1] what the backend has signed is a ticket to the worker, once", async () => {
  const ticket = await (await createTickets(secretKey)).enrol({ ...address, consent: consent() });
  expect(await page.enrol(address, template, { ticket })).toMatchObject({ subject: "ada", templates: 1 });
  expect(await page.verify(address, template)).toMatchObject({ match: true, keyBound: true });
  const { version, consent: kept } = await backend.read(address);
  expect(kept).toMatchObject({ text: "terms-3", purpose: "door" });
  await expect(page.enrol(address, template, { ticket, ifMatch: version })).rejects.toMatchObject({ code: "ticket_spent" });
});

test("[TIC1] another secret key's word does not count", async () => {
  const ticket = await (await createTickets(newApiKey("secret"))).enrol({ ...address, consent: consent() });
  await expect(page.enrol(address, template, { ticket })).rejects.toMatchObject({ code: "ticket_invalid" });
});

test("[LOG3] an exported log is found right, and what is left out of it is found", async () => {
  const ticket = await (await createTickets(secretKey)).enrol({ ...address, consent: consent() });
  await page.enrol(address, template, { ticket });
  const since = await exported();
  for (let n = 0; n < 4; n++) await page.verify(address, template);
  const { entries, head } = await exported();
  expect(entries.map(({ event }) => event)).toEqual(["enrolled", "device_added", ...Array.from({ length: 4 }, () => "verified")]);
  expect(await verifyLog(entries, head, hostKeys, { address, since })).toEqual([]);
  expect(await verifyLog(entries.toSpliced(3, 1), head, hostKeys, { address, since })).toMatchObject([{ fault: "missing", sequence: 4 }]);
});

test("[ERA2] an erasure's receipt names the end of the log", async () => {
  const ticket = await (await createTickets(secretKey)).enrol({ ...address, consent: consent() });
  await page.enrol(address, template, { ticket });
  const { entries } = await exported();
  const { receipt } = await backend.erase(address);
  const { log, ...claims } = await readReceipt(receipt!, hostKeys);
  expect(claims).toMatchObject({ tenant: "backends", ...address, templates: 1, iat: expect.any(Number), jti: expect.any(String) });
  // Enrolled, a device added, erased.
  expect(log).toEqual({ sequence: entries.length + 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test("[LOG2] a log and a receipt are each what they are, and not the other", async () => {
  await backend.enrol(address, template);
  const { entries, head } = await exported();
  const { receipt } = await backend.erase(address);
  expect(await verifyLog(entries, receipt!, hostKeys)).toMatchObject([{ fault: "wrong_head" }]);
  await expect(readReceipt(head, hostKeys)).rejects.toMatchObject({ code: "receipt_invalid" });
});

/** Two entries a page. */
async function exported(): Promise<LogSnapshot> {
  const entries: LogEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const read = await backend.auditLog(address, { limit: 2, ...(cursor !== undefined && { cursor }) });
    entries.push(...read.entries);
    if (read.cursor === undefined) return { entries, head: read.head };
    ({ cursor } = read);
  }
}
