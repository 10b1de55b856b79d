import { fromBase64Url, Problem, toBase64Url } from "@likeness/sdk/core";
import type { NewPasskey, PasskeyProof } from "@likeness/sdk/device";
import type { KnownDevice } from "../devices.ts";

/** COSE's number of ES256 (RFC 9053, section 2.1). */
const es256 = -7;

/**
 * Whether a passkey has signed the statement, its user verified, on a page of one of these origins: [PRF2].
 *
 * @returns how often it says it was used, or undefined if it has not
 */
export async function passkeyCount(
  { device, publicKey, counter }: KnownDevice,
  statement: Uint8Array<ArrayBuffer>,
  { authenticatorData, clientDataJSON, signature }: PasskeyProof,
  origins: readonly string[],
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  try {
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
      credential: { id: device, publicKey: fromBase64Url(publicKey), counter },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // Whatever is wrong with it, it proves nothing; what it was is of use to an attacker alone.
    return undefined;
  }
}

/**
 * The public key of a passkey that was made over the statement.
 *
 * @throws Problem `proof_invalid`
 */
export async function newPasskey(
  { device, attestationObject, clientDataJSON }: NewPasskey,
  statement: Uint8Array<ArrayBuffer>,
  origins: readonly string[],
): Promise<Pick<KnownDevice, "device" | "publicKey" | "counter">> {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const registration = await verifyRegistrationResponse({
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
  }).catch((cause: unknown) => {
    throw new Problem("proof_invalid", undefined, { cause });
  });
  if (!registration.verified) throw new Problem("proof_invalid");
  const { id, publicKey, counter } = registration.registrationInfo.credential;
  return { device: id, publicKey: toBase64Url(publicKey), counter };
}

async function challengeOf(statement: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", statement)));
}

/** A page's passkeys belong to its host's name, or to a name above it; here to the host's own. */
function relyingParties(origins: readonly string[]): string[] {
  return origins.map((origin) => new URL(origin).hostname);
}
