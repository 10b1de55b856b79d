import { beforeAll, describe, expect, test, vi } from "vitest";
import { encodeTemplate } from "@likeness/sdk/core";
import { generateKeyPair } from "jose/key/generate/keypair";
import { publicJwkOf } from "@likeness/sdk/device";
import type { Granted, SubjectAddress } from "@likeness/sdk/contract";
import { testDevice, type TestDevice } from "./proofs/device.fixture.ts";
import { template } from "./subject/subject.fixture.ts";
import { testTenant, workerFor, type Kind, type Made, type Operation, type TestTenant, type Wanted } from "./tenant.fixture.ts";

const [acme, umbrella] = await Promise.all([testTenant("acme"), testTenant("umbrella")]);
const worker = workerFor([acme, umbrella]);
const encoded = encodeTemplate(template);

// A line for each of a thousand calls: what is in them is a test of its own.
vi.spyOn(console, "log").mockReturnValue();

/** Who holds the subject, and who asks about it. */
const pairs = [
  { holder: acme, stranger: umbrella },
  { holder: umbrella, stranger: acme },
];

const operations: readonly Operation[] = [
  "challenge",
  "read",
  "devices",
  "verify",
  "identify",
  "auditLog",
  "audits",
  "sendAudits",
  "grantOffline",
  "enable",
  "revokeDevice",
  "erase",
  "addDevice",
  "enrol",
];

/** What the holder has, and nobody else is to learn. */
interface Held {
  readonly address: SubjectAddress;
  readonly device: TestDevice;
  readonly grant: string;
}

const newAddress = (): SubjectAddress => ({ collection: "staff", subject: `s-${crypto.randomUUID()}` });
const marker = "only-its-own-tenant-knows";

async function hold({ tenant, keys, ticket }: TestTenant): Promise<Held> {
  const [address, device] = [newAddress(), await testDevice()];
  const enrolment: Wanted = {
    operation: "enrol",
    address,
    key: keys.publishable,
    body: { template: encoded, metadata: { tenant, marker } },
  };
  const headers = { ...(await worker.newcomer(enrolment, device)), ...worker.withTicket(await ticket(address, "enrol")) };
  expect((await worker.send({ ...enrolment, headers })).status).toBe(201);
  const granting: Wanted = { operation: "grantOffline", address, key: keys.secret, body: await deviceKeys() };
  const { grant } = JSON.parse((await worker.send(granting)).text) as Granted;
  return { address, device, grant };
}

async function deviceKeys(): Promise<object> {
  const [signing, sealing] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ECDH-ES")]);
  return { deviceKey: { signing: await publicJwkOf(signing.publicKey), sealing: await publicJwkOf(sealing.publicKey) } };
}

const bodyOf = async (operation: Operation, { grant }: Held): Promise<object | undefined> => {
  if (operation === "enrol") return { template: encoded };
  if (operation === "verify" || operation === "identify") return { probe: encoded };
  if (operation === "grantOffline") return deviceKeys();
  return operation === "sendAudits" ? { grant, audits: [grant] } : undefined;
};

/** Everything that a stranger could bring along, what counts for its own tenant last. */
async function evidence(wanted: Wanted, held: Held, holder: TestTenant, stranger: TestTenant) {
  const { operation, address } = wanted;
  const found: Record<string, string>[] = [{}];
  if (["verify", "devices", "revokeDevice", "enrol", "addDevice"].includes(operation)) {
    found.push(await worker.proof(wanted, await testDevice()));
    found.push(await worker.proof(wanted, held.device));
    found.push(await worker.proof(wanted, held.device, holder.keys.publishable));
  }
  if (operation === "enrol" || operation === "addDevice") {
    const purpose = operation === "enrol" ? "enrol" : "device";
    const newcomer = async () => worker.newcomer(wanted, await testDevice());
    found.push({ ...(await newcomer()), ...worker.withTicket(await holder.ticket(held.address, purpose)) });
    found.push({ "If-Match": '"1"', ...(await newcomer()), ...worker.withTicket(await stranger.ticket(address, purpose)) });
    found.push({ ...(await newcomer()), ...worker.withTicket(await stranger.ticket(address, purpose)) });
  }
  return found;
}

const random = new Set(
  "requestId nonce expiresAt enrolledAt addedAt templateId version receipt head grant sealed at hash previous device".split(" "),
);

/** An answer without what is new in each, and without the name that was asked about; how long it was stays. */
function comparable({ status, headers, text }: Made, { subject }: SubjectAddress) {
  const body = JSON.parse(text.replaceAll(subject, "SUBJECT"), (name, value: unknown) => {
    // How long a search took, which who asks can see for themselves.
    if (name === "milliseconds") return typeof value;
    return random.has(name) && typeof value === "string" ? value.length : value;
  }) as unknown;
  const told = [...headers].map(([name, value]) => {
    if (name === "x-request-id" || name === "etag") return `${name}: ${value.length} characters`;
    return `${name}: ${name === "ratelimit" ? value.replaceAll(/\d+/g, "N") : value}`;
  });
  return { status, headers: told, body };
}

/** All that its own tenant can see of a subject. */
async function seen({ keys }: TestTenant, address: SubjectAddress): Promise<string[]> {
  const looks = (["read", "devices", "auditLog", "audits"] as const).map((operation) =>
    worker.send({ operation, address, key: keys.secret }),
  );
  return (await Promise.all(looks)).map(({ text }) => text.replaceAll(/"(head|requestId)":"[^"]+"/g, ""));
}

describe.each(pairs)("of what $holder.tenant holds, $stranger.tenant", ({ holder, stranger }) => {
  describe.each<Kind>(["publishable", "secret"])("with its %s key", (kind) => {
    let held: Held;
    let before: string[];

    beforeAll(async () => {
      held = await hold(holder);
      before = await vi.waitFor(async () => {
        const found = await seen(holder, held.address);
        expect(found[0], "the server has been told").toContain('"indexed":true');
        return found;
      });
      expect(before.join()).toContain(marker);
    });

    test.each(operations)("[KEY2] [VER4] can neither read, change nor guess anything: %s", async (operation) => {
      const missing = { ...held, address: newAddress() };
      const answers = [];
      for (const { address } of [held, missing]) {
        const body = await bodyOf(operation, held);
        const wanted: Wanted = { operation, address, key: stranger.keys[kind], body, device: held.device.device };
        const made: Made[] = [];
        for (const headers of await evidence(wanted, held, holder, stranger)) {
          made.push(await worker.send({ ...wanted, headers }));
        }
        for (const { text } of made) expect(text).not.toContain(marker);
        answers.push(made.map((answer) => comparable(answer, address)));
        // Whatever it has made of its own under that name goes again.
        await worker.send({ operation: "erase", address, key: stranger.keys.secret });
      }
      expect(answers[0]).toEqual(answers[1]);
      for (const { status } of answers[0]!) expect(status).toBeLessThan(500);
      expect(await seen(holder, held.address)).toEqual(before);
    });

    test("[KEY2] may have a subject of the same name, that is another", async () => {
      if (kind === "publishable") return;
      const enrolment = { operation: "enrol", address: held.address, key: stranger.keys.secret, body: { template: encoded } } as const;
      expect((await worker.send(enrolment)).status).toBe(201);
      const [read] = await seen(stranger, held.address);
      expect(read).not.toContain(marker);
      expect((await worker.send({ operation: "erase", address: held.address, key: stranger.keys.secret })).status).toBe(200);
      expect(await seen(holder, held.address)).toEqual(before);
    });

    test("the holder's device still verifies", async () => {
      const { address, device } = held;
      const wanted: Wanted = { operation: "verify", address, key: holder.keys.publishable, body: { probe: encoded } };
      const { text } = await worker.send({ ...wanted, headers: await worker.proof(wanted, device) });
      expect(JSON.parse(text)).toMatchObject({ match: true, keyBound: true });
    });
  });
});
