import { SignJWT } from "jose/jwt/sign";
import { beforeEach, describe, expect, test } from "vitest";
import { createTickets, keyRingEntry, newApiKey } from "@likeness/sdk/backend";
import { toBase64Url } from "@likeness/sdk/core";
import { longestTicket, ticketType, type TicketPurpose } from "@likeness/sdk/device";
import { parseKeyRing, type KeyRing } from "@likeness/sdk/host";
import { readTicket, ticketTolerance } from "./tickets.ts";

const now = new Date("2026-09-01T10:00:00Z");
const seconds = now.getTime() / 1000;
const address = { collection: "staff", subject: "ada" };
const consent = { text: "terms-3", purpose: "door", expiresAt: "2027-09-01T00:00:00Z" };
const at = (offset: number) => new Date(now.getTime() + offset * 1000);

/** As a worker reads it. */
const ringOf = (...entries: (readonly [string, object])[]) => parseKeyRing(JSON.stringify(Object.fromEntries(entries)));

let key: string;
let ring: KeyRing;

beforeEach(async () => {
  key = newApiKey("secret");
  ring = ringOf(
    await keyRingEntry(key, { tenant: "acme" }),
    await keyRingEntry(newApiKey("publishable"), { tenant: "acme" }),
  );
});

interface Reading {
  readonly tenant?: string;
  readonly time?: Date;
  readonly of?: typeof address;
  readonly purpose?: TicketPurpose;
}

const read = (ticket: string, { tenant = "acme", time = now, of = address, purpose = "enrol" }: Reading = {}) =>
  readTicket(ring, { tenant }, of, purpose, ticket, time);
const refused = { code: "ticket_invalid" };

describe("[TIC1] what a backend's helper has signed", () => {
  test("says whom, what for, and what was agreed to", async () => {
    const tickets = await createTickets(key, { now: () => now });
    const [forOne, forAnother] = [await tickets.enrol({ ...address, consent }), await tickets.device(address)];
    expect(await read(forOne)).toMatchObject({ ...address, purpose: "enrol", consent });
    expect(await read(forAnother, { purpose: "device" })).toMatchObject({ ...address, purpose: "device" });
  });

  test("counts for a tenant's caller and no other's, though the ring has the key", async () => {
    const ticket = await (await createTickets(key, { now: () => now })).enrol({ ...address, consent });
    Object.assign(ring, Object.fromEntries([await keyRingEntry(newApiKey("secret"), { tenant: "umbrella" })]));
    await expect(read(ticket, { tenant: "umbrella" })).rejects.toMatchObject(refused);
    await expect(read(ticket)).resolves.toMatchObject(address);
  });

  test.each([
    ["another subject", { of: { ...address, subject: "eve" } }],
    ["another collection", { of: { ...address, collection: "guests" } }],
    ["subject and collection exchanged", { of: { collection: "ada", subject: "staff" } }],
    ["another purpose", { purpose: "device" as const }],
  ])("counts for no %s", async (_, other) => {
    const ticket = await (await createTickets(key, { now: () => now })).enrol({ ...address, consent });
    await expect(read(ticket, other)).rejects.toMatchObject(refused);
  });

  test("lasts until it expires, but for what clocks differ", async () => {
    const ticket = await (await createTickets(key, { now: () => now })).enrol({ ...address, consent, expiresIn: 60 });
    await expect(read(ticket, { time: at(60 + ticketTolerance - 1) })).resolves.toMatchObject(address);
    await expect(read(ticket, { time: at(60 + ticketTolerance) })).rejects.toMatchObject(refused);
    await expect(read(ticket, { time: at(-ticketTolerance) })).resolves.toMatchObject(address);
    await expect(read(ticket, { time: at(-ticketTolerance - 1) })).rejects.toMatchObject(refused);
  });

  test("lasts its fifteen minutes at most", async () => {
    const tickets = await createTickets(key, { now: () => now });
    const ticket = await tickets.enrol({ ...address, consent, expiresIn: longestTicket });
    await expect(read(ticket, { time: at(longestTicket - 1) })).resolves.toMatchObject(address);
  });

  test("counts no more when its key is taken out of the ring", async () => {
    const ticket = await (await createTickets(key, { now: () => now })).enrol({ ...address, consent });
    ring = {};
    await expect(read(ticket)).rejects.toMatchObject(refused);
  });
});

// Signed by the right key or not, as somebody would who writes tickets by hand.
describe("[TIC1] a ticket of one's own making does not count", () => {
  const pair = crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
  const kid = "b".repeat(64);
  const right = { jti: "t-1", iat: seconds, exp: seconds + 300, purpose: "enrol", ...address, consent };
  const header = { alg: "Ed25519", typ: ticketType, kid };

  beforeEach(async () => {
    const raw = (await crypto.subtle.exportKey("raw", (await pair).publicKey)) as ArrayBuffer;
    ring = ringOf([kid, { kind: "secret", tenant: "acme", tickets: toBase64Url(new Uint8Array(raw)) }]);
  });

  const made = async (claims: object = right, protectedHeader: typeof header = header) =>
    new SignJWT({ ...claims }).setProtectedHeader(protectedHeader).sign((await pair).privateKey);
  const without = (name: keyof typeof right) =>
    Object.fromEntries(Object.entries(right).filter(([other]) => other !== name));

  test("where nothing is wrong with it, it does", async () => {
    expect(await read(await made())).toEqual(right);
    // The algorithm's name before RFC 9864.
    expect(await read(await made(right, { ...header, alg: "EdDSA" }))).toEqual(right);
  });

  test.each([
    ["a longer life than is allowed", { ...right, exp: seconds + longestTicket + 1 }],
    ["an end that is past", { ...right, iat: seconds - 300, exp: seconds - ticketTolerance }],
    ["a beginning that is too long ago", { ...right, iat: seconds - longestTicket - ticketTolerance - 1 }],
    ["a beginning that is to come", { ...right, iat: seconds + ticketTolerance + 1, exp: seconds + 300 }],
    ["no name", without("jti")],
    ["an empty name", { ...right, jti: "" }],
    ["a name without end", { ...right, jti: "x".repeat(129) }],
    ["no beginning", without("iat")],
    ["no end", without("exp")],
    ["an end in words", { ...right, exp: "tomorrow" }],
    ["no purpose", without("purpose")],
    ["a purpose that there is not", { ...right, purpose: "erase" }],
    ["no subject", without("subject")],
    ["no collection", without("collection")],
    ["a tenant", { ...right, tenant: "umbrella" }],
    ["a consent without a purpose", { ...right, consent: { ...consent, purpose: undefined } }],
    ["a consent with more in it", { ...right, consent: { ...consent, note: "x" } }],
  ])("with %s", async (_, claims) => {
    await expect(made(claims).then((ticket) => read(ticket))).rejects.toMatchObject(refused);
  });

  test.each([
    ["of another type", { ...header, typ: "JWT" }],
    ["of the type of receipts", { ...header, typ: "likeness-receipt+jwt" }],
    ["by a key of another name", { ...header, kid: "c".repeat(64) }],
    ["by a key that every object has", { ...header, kid: "__proto__" }],
    ["by a method that every object has", { ...header, kid: "constructor" }],
  ])("%s", async (_, protectedHeader) => {
    await expect(made(right, protectedHeader).then((ticket) => read(ticket))).rejects.toMatchObject(refused);
  });

  test("without a name for its key", async () => {
    const { alg, typ } = header;
    const ticket = await new SignJWT({ ...right }).setProtectedHeader({ alg, typ }).sign((await pair).privateKey);
    await expect(read(ticket)).rejects.toMatchObject(refused);
  });

  test("signed by another key", async () => {
    const other = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
    const ticket = await new SignJWT({ ...right }).setProtectedHeader(header).sign(other.privateKey);
    await expect(read(ticket)).rejects.toMatchObject(refused);
  });

  test("signed by an HMAC under the public key, which is no secret (RFC 8725, section 2.1)", async () => {
    const publicKey = new TextEncoder().encode((ring[kid] as { tickets: string }).tickets);
    const ticket = await new SignJWT({ ...right }).setProtectedHeader({ ...header, alg: "HS256" }).sign(publicKey);
    await expect(read(ticket)).rejects.toMatchObject(refused);
  });

  test("signed by nobody", async () => {
    const [, payload] = (await made()).split(".");
    const none = toBase64Url(new TextEncoder().encode(JSON.stringify({ ...header, alg: "none" })));
    for (const ticket of [`${none}.${payload}.`, `${none}.${payload}`, "", "x", "a.b.c", "....", `{"alg":"none"}`]) {
      await expect(read(ticket)).rejects.toMatchObject(refused);
    }
  });

  test("by a key whose holder cannot sign tickets", async () => {
    ring = ringOf([kid, { kind: "secret", tenant: "acme" }]);
    await expect(made().then((ticket) => read(ticket))).rejects.toMatchObject(refused);
  });

  test("altered by any letter", async () => {
    const ticket = await made();
    // The last letter's low bits belong to no byte: another spelling of the same ticket, which is spent by its name.
    for (let place = 0; place < ticket.length - 1; place += 7) {
      const other = ticket[place] === "A" ? "B" : "A";
      await expect(read(ticket.slice(0, place) + other + ticket.slice(place + 1))).rejects.toMatchObject(refused);
    }
  });

  test("and the refusal repeats nothing of it", async () => {
    const ticket = await made({ ...right, exp: seconds - 3600 });
    const problem = await read(ticket).catch((error: Error) => error);
    expect(problem).toMatchObject(refused);
    expect(String(problem)).not.toContain(ticket.slice(0, 40));
  });
});
