import { decodeProtectedHeader } from "jose/decode/protected_header";
import { decodeJwt } from "jose/jwt/decode";
import { jwtVerify } from "jose/jwt/verify";
import { importJWK } from "jose/key/import";
import { describe, expect, test } from "vitest";
import { newApiKey } from "./api-key.ts";
import { keyRingEntry } from "./key-ring-entry.ts";
import { createTickets } from "./tickets.ts";

const key = newApiKey("secret");
const now = () => new Date("2026-09-01T10:00:00.400Z");
const seconds = Date.parse("2026-09-01T10:00:00Z") / 1000;
const ada = { collection: "staff", subject: "ada" };
const consent = { text: "terms-3", purpose: "door", expiresAt: "2027-09-01T00:00:00Z" };

test("[TIC1] a ticket to enrol says whom, what for, and for how long, and is signed by the key of the ring", async () => {
  const ticket = await (await createTickets(key, { now, newId: () => "id-1" })).enrol({ ...ada, consent });
  const [id, { tickets }] = await keyRingEntry(key, { tenant: "acme" });
  const publicKey = await importJWK({ kty: "OKP", crv: "Ed25519", x: tickets! }, "Ed25519");
  const { payload, protectedHeader } = await jwtVerify(ticket, publicKey, { currentDate: now() });
  expect(protectedHeader).toEqual({ alg: "Ed25519", typ: "likeness-ticket+jwt", kid: id });
  expect(payload).toEqual({ jti: "id-1", iat: seconds, exp: seconds + 300, purpose: "enrol", ...ada, consent });
  const stranger = await createTickets(newApiKey("secret"), { now });
  await expect(jwtVerify(await stranger.device(ada), publicKey, { currentDate: now() })).rejects.toThrow(/signature/);
});

test("[TIC1] a ticket for a device is for that, and has no consent", async () => {
  const ticket = await (await createTickets(key, { now })).device({ ...ada, expiresIn: 900 });
  expect(decodeJwt(ticket)).toEqual({
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
    iat: seconds,
    exp: seconds + 900,
    purpose: "device",
    ...ada,
  });
  expect(ticket).not.toContain(key);
  expect(decodeProtectedHeader(ticket)).not.toHaveProperty("jwk");
});

test("[TIC2] no two tickets have one name", async () => {
  const tickets = await createTickets(key);
  const names = await Promise.all(Array.from({ length: 50 }, async () => decodeJwt(await tickets.device(ada)).jti));
  expect(new Set(names).size).toBe(50);
});

test("nothing beside the terms gets in", async () => {
  const more = { ...ada, consent: { ...consent, note: "x" }, tenant: "umbrella", jti: "mine", exp: 9e9 };
  const ticket = decodeJwt(await (await createTickets(key, { now })).enrol(more));
  expect(Object.keys(ticket).toSorted()).toEqual(["collection", "consent", "exp", "iat", "jti", "purpose", "subject"]);
  expect(ticket).toMatchObject({ exp: seconds + 300, consent });
  expect(ticket.jti).not.toBe("mine");
});

describe("what the worker would refuse is not signed:", () => {
  test.each([0, -1, 901, 1.5, NaN, Infinity])("[TIC1] a life of %s seconds", async (expiresIn) => {
    const tickets = await createTickets(key, { now });
    await expect(tickets.device({ ...ada, expiresIn })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(tickets.enrol({ ...ada, consent, expiresIn })).rejects.toMatchObject({ code: "invalid_request" });
  });

  test.each([
    ["no text", { text: "" }],
    ["no purpose", { purpose: "" }],
    ["an end that is now", { expiresAt: now().toISOString() }],
    ["an end that is no time", { expiresAt: "next year" }],
    ["an end in no time zone", { expiresAt: "2027-09-01T00:00:00" }],
  ])("[CON1] a consent with %s", async (_, wrong) => {
    const tickets = await createTickets(key, { now });
    await expect(tickets.enrol({ ...ada, consent: { ...consent, ...wrong } })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test("[KEY4] anything by a publishable key, or by what is no key", async () => {
    await expect(createTickets(newApiKey("publishable"))).rejects.toMatchObject({ code: "key_not_allowed" });
    await expect(createTickets("hunter2")).rejects.toMatchObject({ code: "key_unknown" });
  });
});
