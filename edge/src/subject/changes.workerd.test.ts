import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LogEvent } from "@likeness/sdk/contract";
import type { TicketClaims } from "@likeness/sdk/device";
import type { Enrolment } from "@likeness/sdk/host";
import type { Asking } from "./asking.ts";
import { devicesPerSubject } from "./devices.ts";
import { testDevice, type TestDevice } from "../proofs/device.fixture.ts";
import {
  address,
  asked,
  comparison,
  enrolment,
  freshNonce,
  newSubject,
  provedWith,
  registering,
  stranger,
} from "./subject.fixture.ts";

const page = { id: "9a6e".padEnd(64, "0"), kind: "publishable" } as const;

let subject: ReturnType<typeof newSubject>;
let device: TestDevice;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  subject = newSubject();
  device = await testDevice();
});

afterEach(() => {
  vi.useRealTimers();
});

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const consentUntil = (milliseconds: number) => {
  return { text: "v1", purpose: "door", expiresAt: new Date(Date.now() + milliseconds).toISOString() };
};

/** As the worker has read it. */
function ticket(more: Partial<TicketClaims> = {}): TicketClaims {
  const { collection, subject } = address;
  const iat = Math.floor(Date.now() / 1000);
  const consent = consentUntil(86_400_000);
  return { jti: crypto.randomUUID(), iat, exp: iat + 900, purpose: "enrol", collection, subject, consent, ...more };
}

/** By a page, with a device to be registered. */
const joining = async (newcomer: TestDevice, more: Partial<Asking> = {}): Promise<Asking> => {
  return { ...(await registering(newcomer)), key: page, ...more };
};
const withTicket = async (newcomer: TestDevice, more: Partial<Asking> = {}) =>
  joining(newcomer, { ticket: ticket(), ...more });
/** By a page, with a proof of a device and one to be registered. */
const lettingIn = async (by: TestDevice, newcomer: TestDevice): Promise<Asking> => {
  return { ...(await provedWith(by)), newDevice: (await registering(newcomer)).newDevice };
};

const once = (key: string, more: Partial<Enrolment> = {}): Enrolment => {
  return { ...enrolment, idempotency: { key, digest: "of the body" }, ...more };
};
const read = async () => {
  const outcome = await subject.read(address);
  return "value" in outcome ? outcome.value : undefined;
};
const version = async () => (await read())!.version!;
const names = async () => {
  const outcome = await subject.devices(asked);
  return "value" in outcome ? outcome.value.devices.map(({ device }) => device) : [];
};
const events = async (): Promise<LogEvent[]> => {
  const outcome = await subject.auditLog(address, { after: 0, limit: 100 });
  return "value" in outcome ? outcome.value.entries.map(({ event }) => event) : [];
};
/** All that lies in the object, by table. */
const rows = () =>
  runInDurableObject(subject, (_, { storage: { sql } }) =>
    sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf*'")
      .toArray()
      .map(({ name }) => [name, sql.exec(`SELECT * FROM ${name}`).toArray()]),
  );

describe("[ENR1] the first template, by a page", () => {
  test("comes with a ticket, its consent and a device that has proved its key", async () => {
    const asking = await withTicket(device);
    expect(await subject.enrol(asking, enrolment)).toMatchObject({ value: { templates: 1, device: device.device } });
    expect(await names()).toEqual([device.device]);
    expect(await subject.verify(await provedWith(device), comparison())).toMatchObject({ value: { keyBound: true } });
    expect(await events()).toEqual(["enrolled", "device_added", "verified"]);
  });

  test.each<[string, (more: Asking) => Asking, string]>([
    ["without a ticket", (asking) => ({ ...asking, ticket: undefined }), "ticket_missing"],
    ["without a new device", (asking) => ({ ...asking, newDevice: undefined }), "proof_missing"],
    [
      "without a consent in the ticket",
      (asking) => ({ ...asking, ticket: ticket({ consent: undefined }) }),
      "consent_missing",
    ],
    [
      "with a consent that has ended",
      (asking) => ({ ...asking, ticket: ticket({ consent: consentUntil(0) }) }),
      "consent_missing",
    ],
    ["with a version that it cannot have", (asking) => ({ ...asking, ifMatch: "some" }), "precondition_failed"],
    [
      "with a ticket that has expired on its way",
      (asking) => ({ ...asking, ticket: ticket({ exp: 1 }) }),
      "ticket_invalid",
    ],
    [
      "with another's signature",
      (asking) => ({ ...asking, newDevice: { ...asking.newDevice!, nonce: "m".repeat(96) } }),
      "proof_invalid",
    ],
  ])("is refused %s, and nothing is left", async (_, changed, code) => {
    expect(await subject.enrol(changed(await withTicket(device)), enrolment)).toMatchObject({ code });
    expect(await rows()).toEqual([]);
  });

  test("is refused also when what it brings has expired while its template was sealed, and no key of it stays", async () => {
    const bucket = Object.getPrototypeOf(env.DATA_KEYS) as R2Bucket;
    const { put } = bucket;
    const late = vi.spyOn(bucket, "put").mockImplementation(function (this: R2Bucket, ...given: unknown[]) {
      later(61_000);
      return (put as (...given: unknown[]) => Promise<never>).apply(this, given);
    });
    const asking = await withTicket(device);
    expect(await subject.enrol(asking, enrolment)).toMatchObject({ code: "challenge_invalid" });
    late.mockRestore();
    const prefix = `${subject.id.toString()}/`;
    expect((await env.DATA_KEYS.list({ prefix })).objects).toHaveLength(1);
    await runInDurableObject(subject, async (object, { storage }) => {
      expect(await storage.getAlarm()).not.toBeNull();
      await object.alarm();
    });
    expect((await env.DATA_KEYS.list({ prefix })).objects).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  test("does not bring a consent of its own", async () => {
    const consent = consentUntil(86_400_000);
    expect(await subject.enrol(await withTicket(device), { ...enrolment, consent })).toMatchObject({
      code: "invalid_request",
    });
    expect(await rows()).toEqual([]);
  });
});

describe("[ENR2] who is enrolled already", () => {
  beforeEach(async () => {
    expect(await subject.enrol(await withTicket(device), enrolment)).toHaveProperty("value");
  });

  test("is added to by a proof of one of their devices, or by a secret key", async () => {
    expect(await subject.enrol(await provedWith(device), enrolment)).toMatchObject({ value: { templates: 2 } });
    expect(await subject.enrol(asked, enrolment)).toMatchObject({ value: { templates: 3 } });
  });

  test("is added to or replaced by a ticket with the present version, and by none without", async () => {
    const other = await testDevice();
    const before = await version();
    expect(await subject.enrol(await withTicket(other), enrolment)).toMatchObject({ code: "precondition_required" });
    expect(await subject.enrol(await withTicket(other, { ifMatch: before }), enrolment)).toMatchObject({
      value: { templates: 2 },
    });
    // That was the version before.
    for (const replace of [false, true]) {
      const late = await withTicket(other, { ifMatch: before });
      expect(await subject.enrol(late, { ...enrolment, replace })).toMatchObject({ code: "precondition_failed" });
    }
    const asking = await withTicket(other, { ifMatch: await version() });
    expect(await subject.enrol(asking, { ...enrolment, replace: true })).toMatchObject({ value: { templates: 1 } });
    expect(await events()).toEqual(["enrolled", "device_added", "enrolled", "device_added", "replaced"]);
  });

  test("is nobody else's, and what was refused has changed nothing", async () => {
    const unknown = await testDevice();
    const before = await rows();
    const tries: readonly [string, Asking][] = [
      ["proof_invalid", await provedWith(unknown)],
      ["ticket_missing", await joining(unknown)],
      ["ticket_missing", await joining(unknown, { ifMatch: await version() })],
      ["ticket_missing", { ...asked, key: page }],
      ["precondition_failed", { ...(await provedWith(device)), ifMatch: "another" }],
      ["precondition_failed", { ...asked, ifMatch: "another" }],
    ];
    for (const [code, asking] of tries) {
      for (const replace of [false, true]) {
        expect(await subject.enrol(asking, { ...enrolment, replace })).toMatchObject({ code });
      }
    }
    expect(await rows()).toEqual(before);
  });

  test("by a ticket for a version, only the first of two has it", async () => {
    const ifMatch = await version();
    const askings = await Promise.all([1, 2, 3].map(async () => withTicket(await testDevice(), { ifMatch })));
    const outcomes = await Promise.all(askings.map((asking) => subject.enrol(asking, { ...enrolment, replace: true })));
    expect(outcomes.filter((outcome) => "value" in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => "code" in outcome && outcome.code === "precondition_failed")).toHaveLength(2);
    expect(await names()).toHaveLength(2);
  });

  test("[DEV3] is not added to by a device that is revoked meanwhile", async () => {
    const asking = await provedWith(device);
    const [enrolled] = await runInDurableObject(subject, (object) =>
      Promise.all([object.enrol(asking, enrolment), object.revokeDevice(asked, device.device)]),
    );
    expect(enrolled).toMatchObject({ code: "proof_invalid" });
    expect((await read())?.templates).toHaveLength(1);
  });
});

describe("[TIC2] a ticket", () => {
  test("is spent by the enrolment it was for", async () => {
    const given = ticket();
    expect(await subject.enrol(await withTicket(device, { ticket: given }), enrolment)).toHaveProperty("value");
    const again = await withTicket(await testDevice(), { ticket: given, ifMatch: await version() });
    expect(await subject.enrol(again, enrolment)).toMatchObject({ code: "ticket_spent" });
    expect(await names()).toEqual([device.device]);
  });

  test("is spent once, by however many at once", async () => {
    const given = ticket();
    const askings = await Promise.all([1, 2, 3, 4].map(async () => withTicket(await testDevice(), { ticket: given })));
    const outcomes = await Promise.all(askings.map((asking) => subject.enrol(asking, enrolment)));
    expect(outcomes.filter((outcome) => "value" in outcome)).toHaveLength(1);
    expect((await read())?.templates).toHaveLength(1);
    expect(await names()).toHaveLength(1);
  });

  test("is not spent by an enrolment that is refused, nor is its challenge", async () => {
    const asking = await withTicket(device);
    await subject.enrol(asked, enrolment);
    expect(await subject.enrol(asking, enrolment)).toMatchObject({ code: "precondition_required" });
    const full = await testDevice();
    expect(
      await subject.enrol({ ...asking, newDevice: (await registering(full)).newDevice, ifMatch: "old" }, enrolment),
    ).toMatchObject({
      code: "precondition_failed",
    });
    expect(await subject.enrol({ ...asking, ifMatch: await version() }, enrolment)).toMatchObject({
      value: { templates: 2 },
    });
  });

  test("is not spent by an enrolment that finds no room", async () => {
    for (let i = 0; i < 16; i++) expect(await subject.enrol(asked, enrolment)).toHaveProperty("value");
    const asking = await withTicket(device, { ifMatch: await version() });
    const before = await rows();
    expect(await subject.enrol(asking, enrolment)).toMatchObject({ code: "subject_full" });
    expect(await rows()).toEqual(before);
    expect(await subject.enrol(asking, { ...enrolment, replace: true })).toMatchObject({ value: { templates: 1 } });
  });

  test("is spent beyond the erasure of whom it was for", async () => {
    const given = ticket({ iat: Math.floor(Date.now() / 1000) + 20 });
    await subject.enrol(await withTicket(device, { ticket: given }), enrolment);
    await subject.erase(address, "key");
    expect(await subject.enrol(await withTicket(device, { ticket: given }), enrolment)).toMatchObject({
      code: "ticket_spent",
    });
    expect(await read()).toBeUndefined();
  });
});

describe("[TIC3] [ERA3] a ticket from before an erasure", () => {
  test("does not bring the subject back, for as long as it would count", async () => {
    await subject.enrol(asked, enrolment);
    const given = ticket();
    later(1_000);
    await subject.erase(address, "key");
    for (const wait of [0, 60_000, 800_000, 44_000]) {
      later(wait);
      expect(await subject.enrol(await withTicket(device, { ticket: given }), enrolment)).toMatchObject({
        code: "ticket_spent",
      });
      await runInDurableObject(subject, (object) => object.alarm());
    }
    // Its time and the tolerance are over: 910 seconds.
    later(10_000);
    expect(await subject.enrol(await withTicket(device, { ticket: given }), enrolment)).toMatchObject({
      code: "ticket_invalid",
    });
    expect(await read()).toBeUndefined();
  });

  test("is not one from after it", async () => {
    await subject.enrol(asked, enrolment);
    await subject.erase(address, "key");
    // Within ten seconds it may be one from before, dated by a clock that is ahead.
    later(9_000);
    expect(await subject.enrol(await withTicket(device), enrolment)).toMatchObject({ code: "ticket_spent" });
    later(3_000);
    expect(await subject.enrol(await withTicket(device), enrolment)).toMatchObject({ value: { templates: 1 } });
  });

  test("is that of an enrolment which is under way", async () => {
    await subject.enrol(asked, enrolment);
    const asking = await withTicket(device, { ifMatch: await version() });
    const [enrolled] = await runInDurableObject(subject, (object) =>
      Promise.all([object.enrol(asking, enrolment), object.erase(address, "key")]),
    );
    expect(enrolled).toMatchObject({ code: "precondition_failed" });
    expect(await read()).toBeUndefined();
  });
});

describe("[ENR4] an enrolment sent again under its idempotency key", () => {
  test("has the first answer, though ticket and challenge are spent, and changes nothing", async () => {
    const asking = await withTicket(device);
    const first = await subject.enrol(asking, once("k"));
    expect(first).toMatchObject({ value: { device: device.device } });
    const before = await rows();
    expect(await subject.enrol(asking, once("k"))).toEqual(first);
    expect(await subject.enrol({ ...asking, newDevice: (await registering(device)).newDevice }, once("k"))).toEqual(
      first,
    );
    expect(await rows()).toEqual(before);
  });

  test("has it also when both are sent at once", async () => {
    const asking = await withTicket(device);
    const outcomes = await Promise.all([1, 2, 3].map(() => subject.enrol(asking, once("k"))));
    expect(outcomes[0]).toHaveProperty("value");
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect((await read())?.templates).toHaveLength(1);
  });

  test("is another's with another device: the answer is about the first, and is not theirs", async () => {
    const other = await testDevice();
    const given = ticket();
    await subject.enrol(await withTicket(device, { ticket: given }), once("k"));
    const again = await withTicket(other, { ticket: given });
    expect(await subject.enrol(again, once("k"))).toMatchObject({ code: "idempotency_key_reused" });
    expect(await subject.enrol({ ...again, newDevice: undefined }, once("k"))).toMatchObject({
      code: "idempotency_key_reused",
    });
    expect(await names()).toEqual([device.device]);
  });

  test("[VER4] tells who brings neither ticket nor proof nothing, of a key that was used or of anything else", async () => {
    await subject.enrol(await withTicket(device), once("k"));
    const stranger = await joining(await testDevice());
    const other = { ...once("k"), idempotency: { key: "k", digest: "of another body" } };
    for (const sent of [once("k"), other, once("unused"), enrolment]) {
      expect(await subject.enrol(stranger, sent)).toMatchObject({ code: "ticket_missing" });
      expect(await newSubject().enrol(stranger, sent)).toMatchObject({ code: "ticket_missing" });
    }
    await subject.erase(address, "key");
    expect(await subject.enrol(stranger, once("k"))).toMatchObject({ code: "ticket_missing" });
  });

  test("[DEV3] is none by a device that was revoked since", async () => {
    await subject.enrol(await withTicket(device), enrolment);
    const asking = await provedWith(device);
    expect(await subject.enrol(asking, once("k"))).toHaveProperty("value");
    await subject.revokeDevice(asked, device.device);
    expect(await subject.enrol(asking, once("k"))).toMatchObject({ code: "proof_invalid" });
  });
});

describe("[ENR3] [DEV2] a further device", () => {
  let second: TestDevice;

  beforeEach(async () => {
    second = await testDevice();
    await subject.enrol(await withTicket(device), enrolment);
  });

  test("is let in by one that is there, by a ticket with the present version, or by a secret key", async () => {
    const third = await testDevice();
    const fourth = await testDevice();
    const before = await version();
    expect(await subject.addDevice(await lettingIn(device, second))).toMatchObject({
      value: { device: second.device, kind: "key" },
    });
    expect(await version()).not.toBe(before);
    const given = ticket({ purpose: "device", consent: undefined });
    expect(await subject.addDevice(await joining(third, { ticket: given, ifMatch: await version() }))).toHaveProperty(
      "value",
    );
    const again = await joining(fourth, { ticket: given, ifMatch: await version() });
    expect(await subject.addDevice(again)).toMatchObject({ code: "ticket_spent" });
    expect(await subject.addDevice(await registering(fourth))).toHaveProperty("value");
    expect((await names()).toSorted()).toEqual([device, second, third, fourth].map(({ device }) => device).toSorted());
    expect((await events()).filter((event) => event === "device_added")).toHaveLength(4);
    for (const one of [second, third, fourth]) {
      expect(await subject.verify(await provedWith(one), comparison())).toMatchObject({ value: { keyBound: true } });
    }
  });

  test("is not told with its key or its count", async () => {
    const outcome = await subject.addDevice(await lettingIn(device, second));
    expect(Object.keys((outcome as { value: object }).value).toSorted()).toEqual([
      "addedAt",
      "device",
      "kind",
      "version",
    ]);
    expect(await subject.devices(await provedWith(second))).toMatchObject({
      value: { devices: [{ addedAt: expect.any(String) }, {}] },
    });
  });

  test("is not let in otherwise, and nothing is left of the try", async () => {
    const before = await rows();
    const given = () => ticket({ purpose: "device", consent: undefined });
    const tries: readonly [string, Asking][] = [
      ["ticket_missing", await joining(second)],
      ["ticket_missing", await joining(second, { ifMatch: await version() })],
      ["precondition_required", await joining(second, { ticket: given() })],
      ["precondition_failed", await joining(second, { ticket: given(), ifMatch: "another" })],
      ["proof_invalid", await lettingIn(await testDevice(), second)],
      ["proof_missing", await provedWith(device)],
      ["proof_missing", asked],
    ];
    for (const [code, asking] of tries) expect(await subject.addDevice(asking), code).toMatchObject({ code });
    expect(await rows()).toEqual(before);
  });

  test("[VER4] is refused alike, whether somebody is enrolled or nobody, to who brings nothing", async () => {
    for (const ifMatch of [undefined, "some"]) {
      const asking = await joining(second, { ifMatch });
      expect(await subject.addDevice(asking)).toEqual(await newSubject().addDevice(asking));
    }
  });

  test("is nobody's where nobody is enrolled", async () => {
    const empty = newSubject();
    expect(await empty.addDevice(await registering(second))).toMatchObject({ code: "unknown_subject" });
    expect(await empty.addDevice(await joining(second, { ticket: ticket({ purpose: "device" }) }))).toMatchObject({
      code: "ticket_invalid",
    });
    expect(await empty.addDevice(await lettingIn(device, second))).toMatchObject({ code: "proof_invalid" });
  });

  test("is the eighth, and no ninth; the refused one spends nothing", async () => {
    for (let i = 1; i < devicesPerSubject; i++) await subject.addDevice(await registering(await testDevice()));
    const before = await rows();
    const asking = await lettingIn(device, second);
    expect(await subject.addDevice(asking)).toMatchObject({ code: "too_many_devices" });
    const enrolling = await withTicket(second, { ifMatch: await version() });
    expect(await subject.enrol(enrolling, enrolment)).toMatchObject({ code: "too_many_devices" });
    expect(await rows()).toEqual(before);
    const another = (await names()).find((name) => name !== device.device)!;
    await subject.revokeDevice(asked, another);
    expect(await subject.addDevice(asking)).toHaveProperty("value");
    expect(await names()).toHaveLength(devicesPerSubject);
  });

  test("that is there already is no change", async () => {
    const before = await version();
    expect(await subject.addDevice(await lettingIn(device, device))).toMatchObject({
      value: { device: device.device, version: before },
    });
    expect(await version()).toBe(before);
    expect(await events()).toEqual(["enrolled", "device_added"]);
  });
});

describe("[DEV2] [DEV3] a device that is revoked", () => {
  test("proves nothing from then on, and the version is another", async () => {
    const second = await testDevice();
    await subject.enrol(await withTicket(device), enrolment);
    await subject.addDevice(await lettingIn(device, second));
    const before = await version();
    expect(await subject.revokeDevice(await provedWith(second), device.device)).toEqual({
      value: { device: device.device, devices: 1 },
    });
    expect(await version()).not.toBe(before);
    for (const outcome of [
      await subject.verify(await provedWith(device), comparison()),
      await subject.enrol(await provedWith(device), enrolment),
      await subject.addDevice(await lettingIn(device, await testDevice())),
      await subject.devices(await provedWith(device)),
      await subject.revokeDevice(await provedWith(device), second.device),
    ]) {
      expect(outcome).toMatchObject({ code: "proof_invalid" });
    }
    expect(await subject.revokeDevice(await provedWith(second), device.device)).toMatchObject({
      code: "unknown_device",
    });
    expect(await names()).toEqual([second.device]);
  });

  test("is revoked by a proof or a secret key alone", async () => {
    await subject.enrol(await withTicket(device), enrolment);
    expect(await subject.revokeDevice({ ...asked, key: page }, device.device)).toMatchObject({ code: "proof_missing" });
    expect(await subject.revokeDevice(await provedWith(await testDevice()), device.device)).toMatchObject({
      code: "proof_invalid",
    });
    expect(await subject.revokeDevice(asked, device.device)).toEqual({ value: { device: device.device, devices: 0 } });
  });
});

describe("[CON1] a consent", () => {
  test("is kept with the subject, and the log tells of its text", async () => {
    const given = ticket();
    await subject.enrol(await withTicket(device, { ticket: given }), enrolment);
    expect(await read()).toMatchObject({ consent: given.consent });
    const log = await subject.auditLog(address, { after: 0, limit: 1 });
    expect(log).toMatchObject({ value: { entries: [{ event: "enrolled", details: { consent: "v1" } }] } });
  });

  test("stays where a later enrolment brings none, and gives way to one that does", async () => {
    const given = ticket();
    await subject.enrol(await withTicket(device, { ticket: given }), enrolment);
    await subject.enrol(await provedWith(device), { ...enrolment, replace: true });
    expect(await read()).toMatchObject({ consent: given.consent });
    const consent = { ...consentUntil(1_000), text: "v2" };
    await subject.enrol({ ...(await provedWith(device)), ticket: ticket({ consent }) }, enrolment);
    expect(await read()).toMatchObject({ consent });
  });

  test("by a secret key is in the body", async () => {
    const consent = consentUntil(86_400_000);
    expect(await subject.enrol(asked, { ...enrolment, consent })).toHaveProperty("value");
    expect(await read()).toMatchObject({ consent });
    expect(await subject.enrol(asked, { ...enrolment, consent: consentUntil(-1) })).toMatchObject({
      code: "consent_missing",
    });
  });
});

describe("[ATT3] enabling", () => {
  test("is told in the log, and is of somebody", async () => {
    expect(await subject.enable(address, "key")).toMatchObject({ code: "unknown_subject" });
    await subject.enrol(await withTicket(device), enrolment);
    await subject.verify(await provedWith(device), comparison(stranger));
    expect(await subject.enable(address, "key")).toHaveProperty("value");
    expect(await read()).toMatchObject({ attempts: { failures: 0 } });
    expect((await events()).at(-1)).toBe("enabled");
  });
});

test("[CHA2] one challenge is not both a device's and the newcomer's", async () => {
  await subject.enrol(await withTicket(device), enrolment);
  const nonce = await freshNonce();
  const second = await testDevice();
  const newDevice = await second.register(asked.request, nonce);
  const asking = { ...(await provedWith(device, nonce)), newDevice };
  expect(await subject.addDevice(asking)).toMatchObject({ code: "challenge_spent" });
  expect(await names()).toEqual([device.device]);
});

test("[ENR6] where an attempt would have to wait, a device does not exchange the face", async () => {
  await subject.enrol(await registering(device), enrolment);
  for (let i = 0; i < 5; i++) await subject.verify(await provedWith(device), comparison(stranger));
  const exchange = { ...enrolment, template: stranger, replace: true };
  expect(await subject.enrol(await provedWith(device), exchange)).toMatchObject({ code: "attempts_delayed", retryAfter: 30 });
  const other = await testDevice();
  const adding = { ...(await provedWith(device)), newDevice: (await registering(other)).newDevice };
  expect(await subject.addDevice(adding)).toMatchObject({ code: "attempts_delayed" });
  // A backend has made sure in another way.
  expect(await subject.enrol(asked, enrolment)).toHaveProperty("value");
  later(30_001);
  expect(await subject.enrol(await provedWith(device), exchange)).toMatchObject({ value: { templates: 1 } });
});

test("[ENR6] where the tenant's policy says so, a proof alone changes nothing", async () => {
  const strict = <Of extends Asking>(asking: Of) => ({ ...asking, address: { ...asking.address, tenant: "strict" } });
  await subject.enrol(strict(await registering(device)), enrolment);
  expect(await subject.enrol(strict(await provedWith(device)), enrolment)).toMatchObject({ code: "ticket_missing" });
  expect(await subject.verify(strict(await provedWith(device)), comparison())).toHaveProperty("value");
  expect(await subject.enrol(strict(asked), enrolment)).toMatchObject({ value: { templates: 2 } });
});
