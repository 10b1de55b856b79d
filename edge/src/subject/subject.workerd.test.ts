import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { testDevice, type TestDevice } from "../proofs/device.fixture.ts";
import {
  address,
  asked,
  comparison,
  enrolment,
  modelId,
  newSubject,
  provedWith,
  registering,
  stranger,
} from "./subject.fixture.ts";

let subject: ReturnType<typeof newSubject>;
let device: TestDevice;

beforeEach(async () => {
  subject = newSubject();
  device = await testDevice();
});

afterEach(() => {
  vi.useRealTimers();
});

const tables = () =>
  runInDurableObject(subject, (_, { storage }) =>
    storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray()
      .map(({ name }) => name),
  );

/** Later, by the clock of the object too: both run in one isolate. */
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const code = (outcome: object) => ("code" in outcome ? outcome.code : undefined);

describe("who is not enrolled", () => {
  test("leaves nothing behind, whatever is asked", async () => {
    expect(await subject.read(address)).toMatchObject({ code: "unknown_subject" });
    expect(await subject.verify(asked, comparison())).toMatchObject({ code: "unknown_subject" });
    expect(await subject.verify(await provedWith(device), comparison())).toMatchObject({ code: "proof_invalid" });
    expect(await subject.devices(await provedWith(device))).toMatchObject({ code: "proof_invalid" });
    expect(await subject.erase(address, "key")).toMatchObject({ code: "unknown_subject" });
    expect(await subject.auditLog(address, { after: 0, limit: 10 })).toMatchObject({ code: "unknown_subject" });
    expect(await subject.keepAudits(address, [])).toMatchObject({ code: "unknown_subject" });
    expect(await tables()).toEqual([]);
  });

  test("[ENR1] is not enrolled by a page without a ticket, and nothing is left of the try", async () => {
    const asking = { ...(await registering(device)), key: { id: "p", kind: "publishable" as const } };
    expect(await subject.enrol(asking, enrolment)).toMatchObject({ code: "ticket_missing" });
    expect(await tables()).toEqual([]);
  });
});

describe("a verification", () => {
  beforeEach(async () => {
    expect(await subject.enrol(await registering(device), enrolment)).toMatchObject({ value: { device: device.device } });
  });

  test("[VER1] says that a device of the subject has sent a vector close to theirs", async () => {
    const outcome = await subject.verify(await provedWith(device), comparison());
    expect(outcome).toMatchObject({ value: { keyBound: true, verification: { match: true } } });
    expect(await subject.verify(asked, comparison())).toMatchObject({ value: { keyBound: false } });
    expect(await subject.verify(await provedWith(device), comparison(stranger))).toMatchObject({
      value: { verification: { match: false } },
    });
  });

  test("[CHA2] takes a challenge once, evicted in between or not", async () => {
    const asking = await provedWith(device);
    expect(await subject.verify(asking, comparison())).toHaveProperty("value");
    expect(await subject.verify(asking, comparison())).toMatchObject({ code: "challenge_spent" });
    await evictDurableObject(subject);
    expect(await subject.verify(asking, comparison())).toMatchObject({ code: "challenge_spent" });
  });

  test("[ATT2] waits half a minute after five failures, and [ATT5] a refusal counts for nothing", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let i = 0; i < 5; i++) {
      expect(await subject.verify(await provedWith(device), comparison(stranger))).toHaveProperty("value");
    }
    const refused = await subject.verify(await provedWith(device), comparison());
    expect(refused).toMatchObject({ code: "attempts_delayed", retryAfter: 30 });
    later(30_001);
    expect(await subject.verify(await provedWith(device), comparison())).toHaveProperty("value");
    expect(await subject.read(address)).toMatchObject({ value: { attempts: { failures: 0, disabled: false } } });
  });

  test("[ATT3] is off after fifty failures until a secret key enables it, whatever is restarted", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let i = 0; i < 50; i++) {
      expect(await subject.verify(await provedWith(device), comparison(stranger))).toHaveProperty("value");
      if (i >= 4) later(30_001);
      if (i % 10 === 0) await evictDurableObject(subject);
    }
    later(86_400_000);
    expect(await subject.verify(await provedWith(device), comparison())).toMatchObject({ code: "attempts_disabled" });
    expect(await subject.enable(address, "key")).toEqual({ value: { subject: "ada" } });
    expect(await subject.verify(await provedWith(device), comparison())).toMatchObject({
      value: { verification: { match: true } },
    });
  });

  test("[DEV3] proves nothing by a device that was revoked while it was under way", async () => {
    const asking = await provedWith(device);
    // Both in one turn: the signature is still being checked when the device goes.
    const [verdict, revoked] = await runInDurableObject(subject, (object) =>
      Promise.all([object.verify(asking, comparison()), object.revokeDevice(asked, device.device)]),
    );
    expect(revoked).toEqual({ value: { device: device.device, devices: 0 } });
    expect(code(verdict)).toBe("proof_invalid");
    expect(await subject.verify(await provedWith(device), comparison())).toMatchObject({ code: "proof_invalid" });
  });

  test("[LOG1] is told in the log, without what was compared", async () => {
    await subject.verify(await provedWith(device), comparison());
    const log = await subject.auditLog(address, { after: 0, limit: 10 });
    expect(log).toMatchObject({
      value: {
        entries: [
          { sequence: 1, event: "enrolled", by: "key:5ec2e700" },
          { sequence: 2, event: "device_added", details: { device: device.device } },
          { sequence: 3, event: "verified", by: `device:${device.device}`, details: { match: true, modelId } },
        ],
      },
    });
  });
});

describe("audits of offline decisions", () => {
  const audit = {
    id: "id-1",
    grant: "grant-1",
    begins: "the grant",
    sequence: 1,
    previous: "the grant",
    signed: "header.payload.signature",
  };
  const all = { after: 0, limit: 10 };

  test("[OFF17] are there after the object was evicted from memory", async () => {
    await subject.enrol(asked, enrolment);
    expect(await subject.keepAudits(address, [audit])).toEqual({ value: { added: 1, known: 0 } });
    await evictDurableObject(subject);
    expect(await subject.audits(address, all)).toEqual({
      value: {
        audits: [{ signed: audit.signed, chain: "whole", receivedAt: expect.any(String) }],
        next: undefined,
      },
    });
    expect(await subject.keepAudits(address, [audit])).toEqual({ value: { added: 0, known: 1 } });
  });

  test("[OFF20] go with their subject", async () => {
    await subject.enrol(asked, enrolment);
    await subject.keepAudits(address, [audit]);
    await subject.erase(address, "key");
    const left = await runInDurableObject(subject, (_, { storage }) => storage.sql.exec("SELECT * FROM audits").toArray());
    expect(left).toEqual([]);
  });
});

describe("an erasure", () => {
  test("[ERA4] leaves an empty object, once the server was told and tickets from before have expired", async () => {
    await subject.enrol(await registering(device), enrolment);
    expect(await subject.erase(address, "key")).toMatchObject({ value: { templates: 1, log: { sequence: 3 } } });
    const untold = () =>
      runInDurableObject(subject, (_, { storage }) => storage.sql.exec("SELECT 1 FROM outbox").toArray().length);
    await expect.poll(untold, { timeout: 10_000 }).toBe(0);
    expect(await tables()).toContain("spent");
    vi.useFakeTimers({ toFake: ["Date"] });
    later(17 * 60_000);
    await runInDurableObject(subject, (object) => object.alarm());
    expect(await tables()).toEqual([]);
  });

  test("[CON2] comes of itself when the consent ends", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const consent = { text: "v1", purpose: "door", expiresAt: new Date(Date.now() + 60_000).toISOString() };
    await subject.enrol(asked, { ...enrolment, consent });
    expect(await subject.read(address)).toMatchObject({ value: { consent } });
    later(60_001);
    // Before the alarm has come, too.
    expect(await subject.verify(asked, comparison())).toMatchObject({ code: "unknown_subject" });
    await runInDurableObject(subject, (object) => object.alarm());
    expect(await subject.read(address)).toMatchObject({ code: "unknown_subject" });
  });
});
