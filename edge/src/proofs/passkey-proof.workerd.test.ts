import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64Url, toBase64Url, type Problem } from "@likeness/sdk/core";
import { publicJwkOf, statementOf, type NewPasskey, type PasskeyProof, type ProvedRequest } from "@likeness/sdk/device";
import { coseKeyOf, publicJwkIn } from "./cose-key.ts";
import { decoy } from "./key-proof.ts";
import { decoyPasskey, newPasskey, passkeyCount } from "./passkey-proof.ts";
import { cborOf, pageOrigin, testPasskey, type TestPasskey, type Ways } from "./passkey.fixture.ts";

const request: ProvedRequest = {
  method: "POST",
  path: "/v1/collections/staff/subjects/ada/verify",
  tenant: "acme",
  collection: "staff",
  subject: "ada",
  modelId: undefined,
  body: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
};
const nonce = "n".repeat(96);
const signed = statementOf(request, nonce);
const origins = ["https://other.test:8443", pageOrigin];
const elsewhere = toBase64Url(new Uint8Array(32));

let passkey: TestPasskey;

beforeAll(async () => {
  passkey = await testPasskey();
});

const counted = (proof: PasskeyProof, by = passkey.publicKey, over = signed, from: readonly string[] = origins) =>
  passkeyCount(by, over, proof, from);
const proof = (ways?: Ways) => passkey.prove(request, nonce, ways);

/** All that can be wrong with either. */
const wrong: readonly [string, Ways][] = [
  ["a page of another origin", { origin: "http://page.test.evil.test" }],
  ["the same page by another scheme", { origin: "https://page.test" }],
  ["the same page at another port", { origin: "http://page.test:8080" }],
  ["a page in another's frame", { framedBy: "http://evil.test" }],
  ["a page in a frame of whose page is not said", { framedBy: undefined }],
  ["another relying party", { relyingParty: "evil.test" }],
  ["a relying party above the page's host", { relyingParty: "test" }],
  ["no user verified", { isUserVerified: false }],
  ["no user present", { isUserPresent: false }],
  ["another challenge", { challenge: elsewhere }],
  ["no challenge", { challenge: "" }],
];

describe("[PRF2] a passkey's proof", () => {
  test("counts over the statement, and says how often it was used", async () => {
    expect(await counted(await proof())).toBe(0);
    expect(await counted(await proof({ counter: 7 }))).toBe(7);
    expect(await counted(await proof({ counter: 0xffff_ffff }))).toBe(0xffff_ffff);
    expect(await counted(await proof({ origin: origins[0]!, relyingParty: "other.test" }))).toBe(0);
  });

  test.each([...wrong, ["another ceremony", { type: "webauthn.create" }] as const])(
    "does not count with %s",
    async (_, ways) => {
      expect(await counted(await proof(ways))).toBeUndefined();
    },
  );

  test("does not count for another request, nonce or key", async () => {
    const given = await proof();
    for (const [field, value] of Object.entries(request)) {
      const other = statementOf({ ...request, [field]: `${value}x` }, nonce);
      expect(await counted(given, undefined, other), field).toBeUndefined();
    }
    expect(await counted(given, undefined, statementOf(request, `m${nonce.slice(1)}`))).toBeUndefined();
    expect(await counted(given, (await testPasskey()).publicKey)).toBeUndefined();
    expect(await counted(given, decoyPasskey)).toBeUndefined();
  });

  test("does not count where no origins are named, or one that is none", async () => {
    expect(await counted(await proof(), undefined, undefined, [])).toBeUndefined();
    expect(await counted(await proof(), undefined, undefined, ["*"])).toBeUndefined();
  });

  test.each(["authenticatorData", "clientDataJSON", "signature"] as const)(
    "does not count with a byte of its %s changed",
    async (part) => {
      const given = await proof({ counter: 3 });
      const bytes = fromBase64Url(given[part]);
      // What DER says of the lengths of r and s is no part of them, and read with more or less care.
      const around = part === "signature" ? [0, 1, 2, 3, 4 + bytes[3]!, 5 + bytes[3]!] : [];
      for (const at of bytes.keys()) {
        if (around.includes(at)) continue;
        const changed = bytes.slice();
        changed[at]! ^= 1 << (at % 8);
        expect(await counted({ ...given, [part]: toBase64Url(changed) }), `byte ${at}`).toBeUndefined();
      }
    },
  );

  test("is no attestation sent again", async () => {
    const { attestationObject, clientDataJSON } = await passkey.register(request, nonce);
    const { signature } = await proof();
    for (const authenticatorData of [attestationObject, (await proof()).authenticatorData]) {
      const again = {
        kind: "passkey",
        nonce,
        device: passkey.device,
        authenticatorData,
        clientDataJSON,
        signature,
      } as const;
      expect(await counted(again)).toBeUndefined();
    }
  });

  test("[VER4] is judged by its signature before its count: who has no key learns nothing of the count", async () => {
    expect(await counted(await proof({ counter: 1 }))).toBe(1);
    expect(await counted(await proof({ counter: 1 }))).toBe(1);
  });
});

const registered = (given: NewPasskey, over = signed, from: readonly string[] = origins) =>
  newPasskey(given, over, from).catch(({ code }: Problem) => code);
const registration = (ways?: Ways) => passkey.register(request, nonce, ways);

describe("[PRF2] a new passkey", () => {
  test("is known by its id, its key and its count", async () => {
    const { device, publicKey } = passkey;
    expect(await registered(await registration({ counter: 5 }))).toEqual({ device, publicKey, counter: 5 });
    expect(await registered(await registration({ isSelfAttested: true }))).toEqual({ device, publicKey, counter: 0 });
  });

  test.each([
    ...wrong,
    ["another ceremony", { type: "webauthn.get" }] as const,
    ["an id that is not the one attested", { id: elsewhere }] as const,
    ["a statement where there is none", { attestation: { format: "none", statement: { alg: -7 } } }] as const,
    [
      "a signature of its own that is none",
      { attestation: { format: "packed", statement: { alg: -7, sig: new Uint8Array(70) } } },
    ] as const,
    [
      "certificates",
      { attestation: { format: "packed", statement: { alg: -7, sig: new Uint8Array(70), x5c: [new Uint8Array(9)] } } },
    ] as const,
    [
      "an attestation of some maker",
      { attestation: { format: "apple", statement: { x5c: [new Uint8Array(9)] } } },
    ] as const,
    ["an attestation of no known form", { attestation: { format: "own", statement: {} } }] as const,
  ])("is proof_invalid with %s", async (_, ways) => {
    expect(await registered(await registration(ways))).toBe("proof_invalid");
  });

  test.each([
    ["packed", { alg: -7, sig: new Uint8Array(70), x5c: [new Uint8Array(9)] }],
    ["android-key", { alg: -7, sig: new Uint8Array(70), x5c: [new Uint8Array(9)] }],
    ["tpm", { ver: "2.0" }],
  ])("brings no certificates: those of %s are refused unread", async (format, statement) => {
    const given = await registration({ attestation: { format, statement } });
    const { code, cause } = (await newPasskey(given, signed, origins).catch((problem: unknown) => problem)) as Problem;
    // Who had tried to read them would have something to say of them.
    expect([code, cause]).toEqual(["proof_invalid", undefined]);
  });

  test("is proof_invalid over another request, and where no origin is named or one that is none", async () => {
    const given = await registration();
    expect(await registered(given, statementOf({ ...request, subject: "bob" }, nonce))).toBe("proof_invalid");
    expect(await registered(given, statementOf(request, `m${nonce.slice(1)}`))).toBe("proof_invalid");
    expect(await registered(given, undefined, [])).toBe("proof_invalid");
    expect(await registered(given, undefined, ["*"])).toBe("proof_invalid");
  });

  test.each([
    ["EdDSA", { 1: 1, 3: -8, [-1]: 6, [-2]: new Uint8Array(32) }],
    ["RS256", { 1: 3, 3: -257, [-1]: new Uint8Array(256).fill(1), [-2]: Uint8Array.from([1, 0, 1]) }],
    ["ES384", { 1: 2, 3: -35, [-1]: 2, [-2]: new Uint8Array(48), [-3]: new Uint8Array(48) }],
    ["ES256 on P-384", { 1: 2, 3: -7, [-1]: 2, [-2]: new Uint8Array(48), [-3]: new Uint8Array(48) }],
    [
      "ES256 without a point of the curve",
      { 1: 2, 3: -7, [-1]: 1, [-2]: new Uint8Array(32), [-3]: new Uint8Array(32) },
    ],
  ])("is proof_invalid with %s", async (_, key) => {
    expect(await registered(await registration({ publicKey: cose(key) }))).toBe("proof_invalid");
  });

  test.each(["attestationObject", "clientDataJSON"] as const)(
    "is proof_invalid with a %s that is cut, or nonsense",
    async (part) => {
      const given = await registration();
      for (const end of [1, 8, 40, given[part].length - 8]) {
        expect(await registered({ ...given, [part]: given[part].slice(0, end) }), `${end}`).toBe("proof_invalid");
      }
      expect(await registered({ ...given, [part]: elsewhere })).toBe("proof_invalid");
    },
  );
});

describe("a COSE key", () => {
  test("is a key on P-256 and back", async () => {
    const { publicKey } = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ])) as CryptoKeyPair;
    const jwk = await publicJwkOf(publicKey);
    expect(publicJwkIn(fromBase64Url(coseKeyOf(jwk)))).toEqual(jwk);
    expect(publicJwkIn(fromBase64Url(decoyPasskey))).toEqual(decoy);
  });

  test("is none if it is longer, shorter, or of another kind", () => {
    const bytes = fromBase64Url(decoyPasskey);
    expect(publicJwkIn(bytes.slice(0, -1))).toBeUndefined();
    expect(publicJwkIn(Uint8Array.from([...bytes, 0]))).toBeUndefined();
    for (let at = 0; at < 10; at++) expect(publicJwkIn(bytes.with(at, bytes[at]! ^ 1)), `byte ${at}`).toBeUndefined();
    expect(publicJwkIn(new Uint8Array())).toBeUndefined();
  });
});

/** A map by numbers, in the order that CTAP 2 has: 1, 3, -1, -2, -3. */
function cose(key: Readonly<Record<number, number | Uint8Array<ArrayBuffer>>>): string {
  const order = [1, 3, -1, -2, -3].filter((label) => key[label] !== undefined);
  const entries = order.flatMap((label) => [...cborOf(label), ...cborOf(key[label]!)]);
  return toBase64Url(Uint8Array.from([0xa0 | order.length, ...entries]));
}
