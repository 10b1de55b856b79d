// Test support: an authenticator and the browser before it (WebAuthn 3, sections 5.8.1, 6.1 and 6.5), in software.

import { fromBase64Url, toBase64Url } from "@likeness/sdk/core";
import { publicJwkOf, statementOf, type NewPasskey, type PasskeyProof, type ProvedRequest } from "@likeness/sdk/device";
import { coseKeyOf } from "./cose-key.ts";

/** What an authenticator or a page may do otherwise than it should. */
export interface Ways {
  readonly origin?: string;
  /** Of the page that frames it, where that is another; undefined: the browser does not say. */
  readonly framedBy?: string | undefined;
  readonly relyingParty?: string;
  readonly isUserPresent?: boolean;
  readonly isUserVerified?: boolean;
  readonly counter?: number;
  /** base64url */
  readonly challenge?: string;
  readonly type?: string;
  /** Of what registers: COSE, base64url. */
  readonly publicKey?: string;
  readonly attestation?: { readonly format: string; readonly statement: Readonly<Record<string, Cbor>> };
  /** The attestation is the passkey's own signature (WebAuthn 3, section 8.2). */
  readonly isSelfAttested?: boolean;
  /** Other than the one that the passkey has. */
  readonly id?: string;
}

export interface TestPasskey {
  /** The credential's id. */
  readonly device: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  prove(request: ProvedRequest, nonce: string, ways?: Ways): Promise<PasskeyProof>;
  register(request: ProvedRequest, nonce: string, ways?: Ways): Promise<NewPasskey>;
}

export const pageOrigin = "http://page.test";

export async function testPasskey(): Promise<TestPasskey> {
  const device = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const pair = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const own = coseKeyOf(await publicJwkOf(pair.publicKey));

  const signed = async (...parts: Bytes[]) => {
    const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, joined(...parts));
    return derOf(new Uint8Array(raw));
  };

  return {
    device,
    publicKey: own,

    prove: async (request, nonce, ways = {}) => {
      const clientData = await clientDataOf("webauthn.get", request, nonce, ways);
      const authenticatorData = await authenticatorDataOf(ways);
      return {
        kind: "passkey",
        nonce,
        device: ways.id ?? device,
        authenticatorData: toBase64Url(authenticatorData),
        clientDataJSON: toBase64Url(clientData),
        signature: toBase64Url(await signed(authenticatorData, await sha256(clientData))),
      };
    },

    register: async (request, nonce, ways = {}) => {
      const clientData = await clientDataOf("webauthn.create", request, nonce, ways);
      const id = fromBase64Url(device);
      const length = Uint8Array.from([id.length >> 8, id.length & 0xff]);
      const credential = joined(new Uint8Array(16), length, id, fromBase64Url(ways.publicKey ?? own));
      const authData = await authenticatorDataOf(ways, credential);
      const self = async () => ({
        format: "packed",
        statement: { alg: -7, sig: await signed(authData, await sha256(clientData)) },
      });
      const { format, statement } = ways.isSelfAttested
        ? await self()
        : (ways.attestation ?? { format: "none", statement: {} });
      const attestation = { fmt: format, attStmt: statement, authData };
      return {
        kind: "passkey",
        nonce,
        device: ways.id ?? device,
        attestationObject: toBase64Url(cborOf(attestation)),
        clientDataJSON: toBase64Url(clientData),
      };
    },
  };
}

async function clientDataOf(type: string, request: ProvedRequest, nonce: string, ways: Ways): Promise<Bytes> {
  const challenge = ways.challenge ?? toBase64Url(await sha256(statementOf(request, nonce)));
  const { origin = pageOrigin, framedBy } = ways;
  const frame = { crossOrigin: "framedBy" in ways, topOrigin: framedBy };
  return utf8(JSON.stringify({ type: ways.type ?? type, challenge, origin, ...frame }));
}

/** Flags: bit 0 user present, bit 2 user verified, bit 6 a credential is attested. */
async function authenticatorDataOf(ways: Ways, credential?: Bytes): Promise<Bytes> {
  const {
    relyingParty = new URL(pageOrigin).hostname,
    isUserPresent = true,
    isUserVerified = true,
    counter = 0,
  } = ways;
  const flags = (isUserPresent ? 0x01 : 0) | (isUserVerified ? 0x04 : 0) | (credential ? 0x40 : 0);
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, counter);
  return joined(await sha256(utf8(relyingParty)), Uint8Array.from([flags]), count, credential ?? new Uint8Array());
}

type Bytes = Uint8Array<ArrayBuffer>;
export type Cbor = string | number | Bytes | readonly Cbor[] | { readonly [key: string]: Cbor };

/** As much of CBOR (RFC 8949, section 3) as is needed here. */
export function cborOf(value: Cbor): Bytes {
  if (typeof value === "number") return value < 0 ? headOf(1, -1 - value) : headOf(0, value);
  if (value instanceof Uint8Array) return joined(headOf(2, value.length), value);
  if (typeof value === "string") return joined(headOf(3, utf8(value).length), utf8(value));
  if (Array.isArray(value)) return joined(headOf(4, value.length), ...value.map(cborOf));
  const entries = Object.entries(value);
  return joined(headOf(5, entries.length), ...entries.flatMap(([key, inner]) => [cborOf(key), cborOf(inner)]));
}

function headOf(major: number, argument: number): Bytes {
  const high = major << 5;
  if (argument < 24) return Uint8Array.from([high | argument]);
  if (argument < 0x100) return Uint8Array.from([high | 24, argument]);
  return Uint8Array.from([high | 25, argument >> 8, argument & 0xff]);
}

/** r and s as DER has them: an integer of as few bytes as hold it, its first bit its sign. */
function derOf(raw: Bytes): Bytes {
  const integers = [raw.slice(0, 32), raw.slice(32)].map((bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const least = bytes.slice(first);
    const positive = least[0]! >= 0x80 ? joined(Uint8Array.from([0]), least) : least;
    return joined(Uint8Array.from([0x02, positive.length]), positive);
  });
  const body = joined(...integers);
  return joined(Uint8Array.from([0x30, body.length]), body);
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

const utf8 = (text: string) => new TextEncoder().encode(text) as Bytes;
const sha256 = async (bytes: Bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
