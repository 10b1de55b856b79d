import { describe, expect, test, vi } from "vitest";
import { newDeviceHeader, proofHeader, ticketHeader } from "../contract/index.ts";
import { toBase64Url } from "../core/index.ts";
import { writeProof, type NewDevice, type Proof } from "../device/proof.ts";
import type { Binding } from "./binding.ts";
import { evidenceOf, type Evidence } from "./evidence.ts";
import type { Gallery } from "./gallery.ts";
import { ada, encoded, enrolled, hostOver, post } from "./host.fixture.ts";

const binary = "A".repeat(86);
const proof: Proof = { kind: "key", nonce: "n-1", device: "d-1", signature: binary };
const passkey: Proof = {
  kind: "passkey",
  nonce: "n-1",
  device: "d-2",
  authenticatorData: binary,
  clientDataJSON: binary,
  signature: binary,
};
const publicKey = { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "B".repeat(43) } as const;
const newKey: NewDevice = { kind: "key", nonce: "n-1", publicKey, signature: binary, label: "Ada's phone" };
const newPasskey: NewDevice = {
  kind: "passkey",
  nonce: "n-1",
  device: "d-3",
  attestationObject: binary,
  clientDataJSON: binary,
};
const ticket = "aaa.bbb.ccc";

const encode = (text: string) => toBase64Url(new TextEncoder().encode(text));
const json = (value: unknown) => encode(JSON.stringify(value));

function evidence(headers: Record<string, string>, init: RequestInit = {}, body = ""): Promise<Evidence> {
  const request = new Request("http://host.test/v1/x?y=1", { ...init, headers });
  return evidenceOf(request, async () => new TextEncoder().encode(body));
}

describe("evidence", () => {
  test("is none where none is brought, and then the body is not looked at", async () => {
    const body = vi.fn();
    expect(await evidenceOf(new Request("http://host.test/v1/x?y=1", { method: "DELETE" }), body)).toEqual({
      request: { method: "DELETE", path: "/v1/x?y=1", body: "" },
      proof: undefined,
      newDevice: undefined,
      ticket: undefined,
      ifMatch: undefined,
    });
    expect(body).not.toHaveBeenCalled();
  });

  test.each([proof, passkey])("has the proof of a $kind", async (given) => {
    expect(await evidence({ [proofHeader]: writeProof(given) })).toMatchObject({ proof: given });
  });

  test.each([newKey, newPasskey])("has the new device of a $kind", async (given) => {
    expect(await evidence({ [newDeviceHeader]: writeProof(given) })).toMatchObject({ newDevice: given });
  });

  test("has the ticket, and the version without its quotes", async () => {
    const found = await evidence({ [ticketHeader]: ticket, "If-Match": '"v-1"' });
    expect(found).toMatchObject({ ticket, ifMatch: "v-1" });
  });

  test("[PRF1] has the request as it arrived: its path undecoded, its body's very bytes digested", async () => {
    const request = new Request("http://host.test/v1/a%7Eb?cursor=%31&x", {
      method: "POST",
      headers: { [proofHeader]: writeProof(proof) },
    });
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0xff);
    const found = await evidenceOf(request, async () => bytes);
    expect(found.request).toEqual({
      method: "POST",
      path: "/v1/a%7Eb?cursor=%31&x",
      body: toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))),
    });
  });

  test("[PRF1] of a proved request without a body has the digest of nothing", async () => {
    const found = await evidence({ [proofHeader]: writeProof(proof) });
    expect(found.request.body).toBe("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
  });
});

/** Headers that follow no contract, whatever they are of. */
const broken: [what: string, header: string][] = [
  ["nothing", ""],
  ["no base64url", "{}"],
  ["base64 with padding", `${json(proof)}==`],
  ["no JSON", encode("{")],
  ["no UTF-8", "_w"],
  ["null", json(null)],
  ["a number", json(1)],
  ["a list", json([proof])],
  ["an object of nothing", json({})],
  ["a kind that there is not", json({ ...proof, kind: "none" })],
  ["a kind named like an object's own", json({ ...proof, kind: "__proto__" })],
  ["a prototype", encode(`{"__proto__": ${JSON.stringify(proof)}}`)],
  ["two of them", `${json(proof)}, ${json(proof)}`],
  ["more than any is", json({ ...proof, label: "x".repeat(20_000) })],
  ["depth without end", encode("[".repeat(10_000))],
];

const without = (given: object, field: string) => Object.fromEntries(Object.entries(given).filter(([name]) => name !== field));
const fieldsOf = (given: object, needed = Object.keys(given)): [string, string][] =>
  needed.flatMap((field): [string, string][] => [
    [`a ${given === newKey || given === proof ? "key" : "passkey"} without ${field}`, json(without(given, field))],
    [`${field} that is a number`, json({ ...given, [field]: 7 })],
    [`${field} that is empty`, json({ ...given, [field]: "" })],
    [`${field} that is far too long`, json({ ...given, [field]: "A".repeat(9_000) })],
    [`${field} with a line break`, json({ ...given, [field]: "A\nB" })],
  ]);

const malformed = [
  ...[...broken, ...fieldsOf(proof), ...fieldsOf(passkey), ["a stranger's field", json({ ...proof, score: 1 })] as const].map(
    ([what, value]) => ({ header: proofHeader, what, value }),
  ),
  ...[
    ...broken,
    ...fieldsOf(newKey, ["kind", "nonce", "publicKey", "signature"]),
    ...fieldsOf(newPasskey),
    ["a label over its length", json({ ...newKey, label: "x".repeat(65) })] as const,
    ["a private key", json({ ...newKey, publicKey: { ...publicKey, d: "C".repeat(43) } })] as const,
    ["a key on another curve", json({ ...newKey, publicKey: { ...publicKey, crv: "P-384" } })] as const,
    ["half a key", json({ ...newKey, publicKey: without(publicKey, "y") })] as const,
    ["a proof", json(proof)] as const,
  ].map(([what, value]) => ({ header: newDeviceHeader, what, value })),
  ...["", "aaa", "aaa.bbb", "aaa.bbb.ccc.ddd", "a a.b.c", `${ticket}, ${ticket}`, "a.b.=", `a.${"b".repeat(5_000)}.c`].map(
    (value) => ({ header: ticketHeader, what: `${value.slice(0, 20)}`, value }),
  ),
  ...["", "v-1", "*", '""', 'W/"v-1"', '"v-1", "v-2"', '"v"1"', '"v 1"', `"${"v".repeat(129)}"`, '"ä"'].map((value) => ({
    header: "If-Match",
    what: value.slice(0, 20),
    value,
  })),
];

describe("a header that does not follow the contract", () => {
  test.each(malformed)("[LIM3] $header: $what is `invalid_request`", async ({ header, value }) => {
    await expect(evidence({ [header]: value })).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("[LIM3] is answered so over HTTP, and named, and the gallery is not asked", async () => {
    const enrol = vi.fn<Gallery["enrol"]>();
    const host = hostOver({ enrol }, { binding: {} as Binding });
    for (const { header, value } of malformed) {
      const response = await host.request(`${ada}/templates`, post({ template: encoded }, { [header]: value }));
      expect(response.status, `${header}: ${value}`).toBe(422);
      expect(await response.json()).toMatchObject({ code: "invalid_request", detail: expect.stringContaining(header) });
    }
    expect(enrol).not.toHaveBeenCalled();
  });
});

describe("evidence that would be passed over is refused", () => {
  const given = {
    [proofHeader]: writeProof(proof),
    [newDeviceHeader]: writeProof(newKey),
    [ticketHeader]: ticket,
    "If-Match": '"v-1"',
  };

  test.each(Object.entries(given))("%s, by a host that binds no devices", async (header, value) => {
    const enrol = vi.fn<Gallery["enrol"]>(async () => enrolled);
    const response = await hostOver({ enrol }).request(`${ada}/templates`, post({ template: encoded }, { [header]: value }));
    expect(await response.json()).toMatchObject({ code: "invalid_request", status: 422 });
    expect(enrol).not.toHaveBeenCalled();
  });

  test.each(Object.entries(given))("%s, by an operation that looks at none", async (header, value) => {
    const erase = vi.fn<Gallery["erase"]>();
    const init = { ...post(""), method: "DELETE", body: null };
    const host = hostOver({ erase }, { binding: {} as Binding });
    const response = await host.request(ada, { ...init, headers: { ...init.headers, [header]: value } });
    expect(await response.json()).toMatchObject({ code: "invalid_request", detail: `${header}: erase takes none` });
    expect(erase).not.toHaveBeenCalled();
  });

  test("a ticket, by a verification: it lets nobody be compared", async () => {
    const verify = vi.fn<Gallery["verify"]>();
    const host = hostOver({ verify }, { binding: {} as Binding });
    const response = await host.request(`${ada}:verify`, post({ probe: encoded }, { [ticketHeader]: ticket }));
    expect(response.status).toBe(422);
    expect(verify).not.toHaveBeenCalled();
  });
});
