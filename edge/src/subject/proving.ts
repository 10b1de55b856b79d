import type { PublicJwk } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { statementOf, thumbprintOf, type NewDevice, type Proof } from "@likeness/sdk/device";
import type { Asking } from "./asking.ts";
import { expiryOf } from "../challenge.ts";
import type { KnownDevice } from "./devices.ts";
import { decoy, hasSigned } from "../proofs/key-proof.ts";
import { decoyPasskey, newPasskey, passkeyCount } from "../proofs/passkey-proof.ts";
import type { SubjectParts } from "./subject-parts.ts";

type Parts = Pick<SubjectParts, "devices" | "spent" | "origins" | "now">;

/** A device whose signature is right. What it proves holds once, and only while it is registered. */
export interface Proved {
  readonly device: string;
  /** In the transaction of what it is for. @throws Problem `proof_invalid`, `challenge_invalid`, `challenge_spent` */
  confirm(): void;
  /** Still: [DEV3]. @throws Problem `proof_invalid` */
  assertRegistered(): void;
}

/**
 * Who holds a device of the subject and has made this very request: [PRF1]. A subject or a device that is not known,
 * one of the other kind, and a signature that is wrong are one answer after the same work, which depends on what was
 * sent and on nothing else: [VER4].
 *
 * @returns undefined for a secret key that brings no proof
 * @throws Problem `proof_missing`, `proof_invalid`
 */
export async function provedBy(parts: Parts, { proof, key, request }: Asking): Promise<Proved | undefined> {
  const { devices, origins } = parts;
  if (!proof) {
    if (key.kind === "secret") return undefined;
    throw new Problem("proof_missing");
  }
  const { device, nonce } = proof;
  const found = devices.get(device);
  const known = found?.kind === proof.kind ? found : undefined;
  const counter = await countOf(proof, known, statementOf(request, nonce), origins);
  if (!known || counter === undefined) throw new Problem("proof_invalid");

  const assertRegistered = (): void => {
    if (devices.get(device)?.publicKey !== known.publicKey) throw new Problem("proof_invalid");
  };
  return {
    device,
    assertRegistered,
    confirm: () => {
      assertRegistered();
      spendNonce(parts, nonce);
      assertRises(counter, devices.get(device)!.counter);
      if (counter > 0) devices.count(device, counter);
    },
  };
}

/** How often a passkey says it was used, of a key 0; undefined: it has not signed the statement. */
async function countOf(
  proof: Proof,
  known: KnownDevice | undefined,
  statement: Uint8Array<ArrayBuffer>,
  origins: readonly string[],
): Promise<number | undefined> {
  if (proof.kind === "passkey") return passkeyCount(known?.publicKey ?? decoyPasskey, statement, proof, origins);
  const publicKey = known ? (JSON.parse(known.publicKey) as PublicJwk) : decoy;
  return (await hasSigned(proof.device, publicKey, statement, proof.signature)) ? 0 : undefined;
}

/** A passkey that counts and falls back was copied; many count nothing (WebAuthn 3, section 6.1.1). */
function assertRises(counter: number, before: number): void {
  if ((counter > 0 || before > 0) && counter <= before) throw new Problem("proof_invalid");
}

/** In the transaction of what it is for: [CHA2]. */
function spendNonce({ spent, now }: Pick<Parts, "spent" | "now">, nonce: string): void {
  const [expiresAt, time] = [expiryOf(nonce), now().getTime()];
  if (expiresAt <= time) throw new Problem("challenge_invalid");
  if (!spent.spend(nonce, expiresAt, time)) throw new Problem("challenge_spent");
}

/** A device that has proved its own key, and is to be registered. */
export interface Newcomer {
  readonly device: string;
  /**
   * In the transaction of what it comes with.
   *
   * @returns false: it is registered already, and stays as it is
   * @throws Problem `challenge_invalid`, `challenge_spent`, `too_many_devices`; `proof_invalid` if another device has
   *   its name
   */
  register(): boolean;
}

/** @throws Problem `proof_invalid` */
export async function newcomerOf(parts: Parts, { newDevice, request }: Asking): Promise<Newcomer | undefined> {
  const { devices, origins, now } = parts;
  if (!newDevice) return undefined;
  const { nonce, kind, label } = newDevice;
  const known = await keyOf(newDevice, statementOf(request, nonce), origins);
  return {
    device: known.device,
    register: () => {
      spendNonce(parts, nonce);
      const present = devices.get(known.device);
      if (present && present.publicKey !== known.publicKey) throw new Problem("proof_invalid");
      if (present) return false;
      devices.add({ ...known, kind, ...(label !== undefined && { label }), addedAt: now().toISOString() });
      return true;
    },
  };
}

/** @throws Problem `proof_invalid` */
async function keyOf(
  newDevice: NewDevice,
  statement: Uint8Array<ArrayBuffer>,
  origins: readonly string[],
): Promise<Pick<KnownDevice, "device" | "publicKey" | "counter">> {
  if (newDevice.kind === "passkey") return newPasskey(newDevice, statement, origins);
  const { publicKey, signature } = newDevice;
  const device = await thumbprintOf(publicKey);
  if (!(await hasSigned(device, publicKey, statement, signature))) throw new Problem("proof_invalid");
  const { kty, crv, x, y } = publicKey;
  return { device, publicKey: JSON.stringify({ kty, crv, x, y }), counter: 0 };
}
