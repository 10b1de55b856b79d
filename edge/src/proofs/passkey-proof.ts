import { fromBase64Url, Problem, toBase64Url } from "@likeness/sdk/core";
import type { NewPasskey, PasskeyProof } from "@likeness/sdk/device";
import type { KnownDevice } from "../subject/devices.ts";
import { coseKeyOf, publicJwkIn } from "./cose-key.ts";
import { decoy, importKey } from "./key-proof.ts";

/** COSE's number of ES256 (RFC 9053, section 2.1). */
const es256 = -7;

/** The public key of a passkey that nobody has. */
export const decoyPasskey = coseKeyOf(decoy);

/**
 * Whether a passkey has signed the statement, its user verified, on a page of one of these origins that no page of
 * another frames: [PRF2].
 *
 * @param publicKey COSE, base64url
 * @returns how often it says it was used, or undefined if it has not
 */
export async function passkeyCount(
  publicKey: string,
  statement: Uint8Array<ArrayBuffer>,
  { device, authenticatorData, clientDataJSON, signature }: PasskeyProof,
  origins: readonly string[],
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  try {
    await assertOwnPage(clientDataJSON);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: device,
        rawId: device,
        type: "public-key",
        clientExtensionResults: {},
        response: { authenticatorData, clientDataJSON, signature },
      },
      expectedChallenge: await challengeOf(statement),
      expectedOrigin: [...origins],
      expectedRPID: relyingParties(origins),
      // The count is judged where it is kept, in the transaction: here it would be before the signature is, and tell
      // somebody without the key by the time it takes how often a passkey was used.
      credential: { id: device, publicKey: fromBase64Url(publicKey), counter: 0 },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // Whatever is wrong with it, it proves nothing; what it was is of use to an attacker alone.
    return undefined;
  }
}

/**
 * The public key of a passkey that was made over the statement. That its user was there is the browser's word: without
 * an attestation by its maker, which pages are not given unless they ask, a new passkey signs nothing.
 *
 * @throws Problem `proof_invalid`
 */
export async function newPasskey(
  passkey: NewPasskey,
  statement: Uint8Array<ArrayBuffer>,
  origins: readonly string[],
): Promise<Pick<KnownDevice, "device" | "publicKey" | "counter">> {
  const registered = await registeredBy(passkey, statement, origins).catch((cause: unknown) => {
    throw new Problem("proof_invalid", undefined, { cause });
  });
  const key = registered && publicJwkIn(registered.publicKey);
  if (!key || registered.id !== passkey.device) throw new Problem("proof_invalid");
  // Otherwise what is no point of the curve would be found out only when it is to prove something.
  await importKey(registered.id, key);
  return { device: registered.id, publicKey: coseKeyOf(key), counter: registered.counter };
}

async function registeredBy(
  { device, attestationObject, clientDataJSON }: NewPasskey,
  statement: Uint8Array<ArrayBuffer>,
  origins: readonly string[],
) {
  const [{ verifyRegistrationResponse }, { decodeAttestationObject }] = await Promise.all([
    import("@simplewebauthn/server"),
    import("@simplewebauthn/server/helpers"),
  ]);
  await assertOwnPage(clientDataJSON);
  const attestation = decodeAttestationObject(fromBase64Url(attestationObject));
  // Certificates that a stranger sends are not read. What is left is none, and a passkey's own signature.
  const isOwnWord = attestation.get("fmt") === "none" || attestation.get("fmt") === "packed";
  if (!isOwnWord || attestation.get("attStmt").get("x5c")) return undefined;
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: {
      id: device,
      rawId: device,
      type: "public-key",
      clientExtensionResults: {},
      response: { attestationObject, clientDataJSON },
    },
    expectedChallenge: await challengeOf(statement),
    expectedOrigin: [...origins],
    expectedRPID: relyingParties(origins),
    requireUserVerification: true,
    supportedAlgorithmIDs: [es256],
  });
  return verified ? registrationInfo.credential : undefined;
}

/**
 * In a frame of a stranger's page, who is asked sees theirs and not the worker's (WebAuthn 3, sections 7.1 and 7.2: what
 * to make of `crossOrigin`). Where a browser does not say which page it is, as not all do, the library lets it through.
 */
async function assertOwnPage(clientDataJSON: string): Promise<void> {
  const { decodeClientDataJSON } = await import("@simplewebauthn/server/helpers");
  const { crossOrigin = false, topOrigin } = decodeClientDataJSON(clientDataJSON);
  if (crossOrigin !== false || topOrigin !== undefined) throw new Error("it was signed in a frame of another origin");
}

async function challengeOf(statement: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", statement)));
}

/** A page's passkeys belong to its host's name, or to a name above it; here to the host's own. */
function relyingParties(origins: readonly string[]): string[] {
  return origins.map((origin) => new URL(origin).hostname);
}
