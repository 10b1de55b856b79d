import { Problem, toBase64Url } from "../core/index.ts";
import type { DeviceSigner } from "./device-signer.ts";
import { statementOf, type ProvedRequest } from "./statement.ts";

export interface PasskeySignerOptions {
  /** What the authenticator shows as the site's name. */
  readonly name: string;
  /** What the device is called in a subject's list of devices: up to 64 characters. */
  readonly label?: string;
  /** Milliseconds that the user has; 60,000 unless given, which is as long as a challenge holds. */
  readonly timeout?: number;
}

/** COSE's number of ES256 (RFC 9053, section 2.1), which is all the worker takes: a TPM with RSA alone has no passkey here. */
const es256 = -7;

/**
 * Signs by a passkey (WebAuthn Level 3): the authenticator asks its user each time, by a finger, a face or a PIN of its
 * own. What it signs is the statement's SHA-256, as its challenge.
 *
 * Passkeys are discoverable, so that nothing has to be kept here, and one that is synced proves on all of its owner's
 * devices: the authenticator knows which it has for this site, and by the user handle for whom. A subject has one on an
 * authenticator. Registering again puts another in its place, also if the host then refuses it: a device that is
 * registered already needs no ticket, it proves.
 */
export function passkeySigner({ name, label, timeout = 60_000 }: PasskeySignerOptions): DeviceSigner {
  return {
    attended: true,

    prove: async (request, nonce, signal) => {
      const challenge = await challengeOf(request, nonce);
      const credential = await asked(signal, (container, options) =>
        container.get({ ...options, publicKey: { challenge, userVerification: "required", timeout } }),
      );
      const { authenticatorData, clientDataJSON, signature, userHandle } =
        credential.response as AuthenticatorAssertionResponse;
      // The user has chosen among all that the authenticator has for this site.
      if (userHandle && base64url(userHandle) !== base64url(await handleOf(request))) {
        throw new Problem("device_unavailable", "the passkey that was chosen is another subject's");
      }
      return {
        kind: "passkey",
        nonce,
        device: credential.id,
        authenticatorData: base64url(authenticatorData),
        clientDataJSON: base64url(clientDataJSON),
        signature: base64url(signature),
      };
    },

    register: async (request, nonce, signal) => {
      const shown = `${request.subject} (${request.collection})`;
      const challenge = await challengeOf(request, nonce);
      const id = await handleOf(request);
      const credential = await asked(signal, (container, options) =>
        container.create({
          ...options,
          publicKey: {
            challenge,
            rp: { name },
            user: { id, name: shown, displayName: shown },
            pubKeyCredParams: [{ type: "public-key", alg: es256 }],
            authenticatorSelection: { residentKey: "required", userVerification: "required" },
            attestation: "none",
            timeout,
          },
        }),
      );
      const { attestationObject, clientDataJSON } = credential.response as AuthenticatorAttestationResponse;
      return {
        kind: "passkey",
        nonce,
        device: credential.id,
        attestationObject: base64url(attestationObject),
        clientDataJSON: base64url(clientDataJSON),
        ...(label !== undefined && { label }),
      };
    },
  };
}

/** A question that ends with the signal: while one waits for its user, browsers refuse the next. */
async function asked(
  signal: AbortSignal | undefined,
  ask: (container: CredentialsContainer, options: { signal?: AbortSignal }) => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  const container = globalThis.navigator?.credentials;
  if (!container) {
    throw new Problem("device_unavailable", "there is no WebAuthn here: a page has it under https, or on localhost");
  }
  try {
    const credential = await ask(container, signal ? { signal } : {});
    if (credential) return credential as PublicKeyCredential;
  } catch (cause) {
    signal?.throwIfAborted();
    // There is none, the user has said no, or not said anything in time: a browser does not tell which.
    throw new Problem("device_unavailable", (cause as Error).message, { cause });
  }
  throw new Problem("device_unavailable", "the authenticator gave nothing");
}

async function challengeOf(request: ProvedRequest, nonce: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", statementOf(request, nonce));
}

/** Tells subjects apart, and nobody who they are (WebAuthn 3, section 14.6.1). */
async function handleOf({ tenant, collection, subject }: ProvedRequest): Promise<ArrayBuffer> {
  const names = [tenant, collection, subject].map((part) => `${part.length}:${part}`).join("");
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(names));
}

const base64url = (bytes: ArrayBuffer) => toBase64Url(new Uint8Array(bytes));
