import { env } from "cloudflare:workers";
import { runDurableObjectAlarm } from "cloudflare:test";
import { generateKeyPair } from "jose/key/generate/keypair";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SubjectAddress } from "@likeness/sdk/contract";
import { encodeTemplate, isProblemCode, sha256Hex } from "@likeness/sdk/core";
import { publicJwkOf } from "@likeness/sdk/device";
import type { Env } from "./env.ts";
import { objectName } from "./object-name.ts";
import { testDevice } from "./proofs/device.fixture.ts";
import { namingKeys } from "./secrets.ts";
import { stranger, template } from "./subject/subject.fixture.ts";
import { testTenant, workerFor, type Made, type Operation, type Wanted } from "./tenant.fixture.ts";

/** Whatever anybody has sent, or was answered with when it was right. */
const calls: Made[] = [];
const lines: string[] = [];
const [acme, cutOff] = await Promise.all([testTenant("acme"), testTenant("cut-off")]);
const address: SubjectAddress = { collection: "the-door-of-the-lab", subject: "ada-lovelace-1815" };
const body = { template: encodeTemplate(template), metadata: { surname: "Lovelace-of-Ockham" } };
const methods = ["debug", "error", "info", "log", "trace", "warn"] as const;

/** Everything a worker does for a tenant: right, wrong, and refused. */
async function everything(tenant: typeof acme, bindings: Partial<Env> = {}): Promise<void> {
  const worker = workerFor([tenant], calls, bindings);
  const { publishable, secret } = tenant.keys;
  const [device, other, unknown] = await Promise.all([testDevice(), testDevice(), testDevice()]);
  const asks = (operation: Operation, key: string, more: Partial<Wanted> = {}): Wanted => ({ operation, address, key, ...more });
  const proved = async (wanted: Wanted, by = device) => worker.send({ ...wanted, headers: await worker.proof(wanted, by) });

  const first = asks("enrol", publishable, { body });
  const ticket = worker.withTicket(await tenant.ticket(address, "enrol"));
  await worker.send({ ...first, headers: { ...ticket, ...(await worker.newcomer(first, device)) } });
  // Again, without If-Match, and with one that is past.
  await worker.send({ ...first, headers: { ...ticket, ...(await worker.newcomer(first, other)) } });
  await worker.send({ ...first, headers: { ...ticket, "If-Match": '"a-version-of-long-ago"' } });
  await worker.send(first);
  await worker.send({ ...first, body: { ...body, score: 0.123456 } });
  await proved(first);

  for (const probe of [template, stranger, stranger, stranger, stranger, stranger, stranger]) {
    await proved(asks("verify", publishable, { body: { probe: encodeTemplate(probe) } }));
  }
  await worker.send(asks("enable", secret));
  const wanted = asks("verify", publishable, { body: { probe: body.template } });
  await proved(wanted, unknown);
  const spent = await worker.proof(wanted, device);
  await worker.send({ ...wanted, headers: spent });
  await worker.send({ ...wanted, headers: spent });
  await worker.send(asks("verify", secret, wanted));

  const adding = asks("addDevice", publishable);
  await worker.send({ ...adding, headers: { ...(await worker.proof(adding, device)), ...(await worker.newcomer(adding, other)) } });
  await proved(asks("devices", publishable));
  await proved(asks("revokeDevice", publishable, { device: other.device }));
  for (const operation of ["read", "auditLog", "audits"] as const) await worker.send(asks(operation, secret));
  await worker.send(asks("read", publishable));
  await worker.send(asks("read", "a-key-that-nobody-has"));
  const [signing, sealing] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ECDH-ES")]);
  const deviceKey = { signing: await publicJwkOf(signing.publicKey), sealing: await publicJwkOf(sealing.publicKey) };
  const granted = await worker.send(asks("grantOffline", secret, { body: { deviceKey } }));
  const { grant = "a.b.c" } = JSON.parse(granted.text) as { grant?: string };
  await worker.send(asks("sendAudits", secret, { body: { grant, audits: [grant] } }));
  await worker.send(asks("identify", secret, { body: { probe: body.template } }));
  await alarm(tenant.tenant);
  await worker.send(asks("erase", secret));
  await worker.send(asks("erase", secret));
  await alarm(tenant.tenant);
}

async function alarm(tenant: string): Promise<void> {
  const { names } = await namingKeys(env.NAME_SECRET);
  await runDurableObjectAlarm(env.SUBJECTS.get(env.SUBJECTS.idFromName(await objectName(names, { tenant, ...address }))));
}

const breaking = (...asked: unknown[]) => Promise.reject(new Error(`it broke on ${JSON.stringify(asked)}`));

/** A namespace whose objects fail, and say in their error what they were asked with, as a bug might. */
const failing = new Proxy(env.SUBJECTS, {
  get: (subjects, name) =>
    name === "get"
      ? () => new Proxy({}, { get: (_, method) => (method === "then" ? undefined : breaking) })
      : (subjects[name as keyof typeof subjects] as () => unknown).bind(subjects),
});

beforeAll(async () => {
  for (const method of methods) vi.spyOn(console, method).mockImplementation((...told) => void lines.push(told.map(String).join(" ")));
  await everything(acme);
  await everything(cutOff);
  await everything(acme, { SUBJECTS: failing });
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** Texts in what was sent and answered, word by word; not those that every call has. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.length < 8 ? [] : [value];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  return [];
}

const common = /^(application\/json|dlib-resnet@|192\.0\.2\.1$|internal$|\d{4}-\d\d-\d\dT|no-store|nosniff)/;

test("what was done is told, and how it went", () => {
  const told = lines.map((line) => JSON.parse(line) as { event: string; operation?: string; code?: string });
  const statuses = new Set(calls.map(({ status }) => status));
  for (const status of [200, 201, 401, 403, 409, 412, 422, 428, 429, 500, 503]) expect(statuses).toContain(status);
  expect(told.filter(({ event }) => event === "answer")).toHaveLength(calls.length);
  expect(told.filter(({ event }) => event === "failure").length).toBeGreaterThan(10);
});

test("[LOG4] no key, ticket, nonce, signature, template, score or subject is in the log, whatever was done or went wrong", async () => {
  const log = lines.join("\n");
  const secrets = calls.flatMap(({ request, status, text }) => {
    const headers = Object.values(request.headers).flatMap((value) => [value, value.replace(/^Bearer /, "")]);
    const answered = status < 400 ? textsIn(JSON.parse(text)) : [];
    return [...headers, ...textsIn(request.body), ...answered].filter((text) => !common.test(text) && !isProblemCode(text));
  });
  const more = [...Object.values(acme.keys), ...Object.values(cutOff.keys), env.NAME_SECRET!, env.SEALING_SECRETS!, env.SIGNING_KEY!];
  const digests = await Promise.all(more.map((secret) => sha256Hex(secret)));
  const names = [address.subject, address.collection, "Lovelace", "acme", "cut-off"];
  const all = new Set([...secrets, ...more, ...digests, ...names]);
  expect(all.size).toBeGreaterThan(150);
  for (const secret of all) {
    expect(log, "as it is").not.toContain(secret);
    // Half of a template is too much as well.
    if (secret.length > 40) expect(log, "in part").not.toContain(secret.slice(8, 32));
  }
  expect(log).not.toMatch(/"?(score|vector|nonce|subject|metadata|proof|ticket)"?:/);
});
