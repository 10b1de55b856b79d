import { Problem } from "@likeness/sdk/core";
import { statementOf, thumbprintOf } from "@likeness/sdk/device";
import type { Asking } from "./asking.ts";
import { expiryOf } from "./challenge.ts";
import type { KnownDevice } from "./devices.ts";
import { decoy, hasSigned } from "./proofs/key-proof.ts";
import { newPasskey, passkeyCount } from "./proofs/passkey-proof.ts";
import type { SubjectParts } from "./subject-parts.ts";

type Parts = Pick<SubjectParts, "devices" | "spent" | "origins" | "now">;

/** A device whose signature is right. What it proves holds once, and only while it is registered. */
export interface Proved {
  readonly device: string;
  /** In the transaction of what it is for. @throws Problem `proof_invalid`, `challenge_spent` */
  confirm(): void;
  /** Still: [DEV3]. @throws Problem `proof_invalid` */
  assertRegistered(): void;
}

/**
 * Who holds a device of the subject and has made this very request: [PRF1]. A subject or a device that is not known, and
 * a signature that is wrong, are one answer after one check of a signature: [VER4].
 *
 * @returns undefined for a secret key that brings no proof
 * @throws Problem `proof_missing`, `proof_invalid`
 */
export async function provedBy(parts: Parts, { proof, key, request }: Asking): Promise<Proved | undefined> {
  const { devices, spent, origins, now } = parts;
  if (!proof) {
    if (key.kind === "secret") return undefined;
    throw new Problem("proof_missing");
  }
  const { device, nonce } = proof;
  const statement = statementOf(request, nonce);
  const known = devices.get(device);
  let counter: number | undefined;
  if (proof.kind === "passkey" && known?.kind === "passkey") {
    counter = await passkeyCount(known, statement, proof, origins);
  } else {
    const publicKey = proof.kind === "key" && known?.kind === "key" ? JSON.parse(known.publicKey) : decoy;
    counter = (await hasSigned(publicKey, statement, proof.signature)) ? 0 : undefined;
  }
  if (counter === undefined) throw new Problem("proof_invalid");

  const assertRegistered = (): void => {
    const present = devices.get(device);
    if (present?.publicKey !== known!.publicKey) throw new Problem("proof_invalid");
  };
  return {
    device,
    assertRegistered,
    confirm: () => {
      assertRegistered();
      // Two uses of one passkey at once: the later one has to say so.
      if (counter > 0 && counter <= devices.get(device)!.counter) throw new Problem("proof_invalid");
      if (!spent.spend(nonce, expiryOf(nonce), now().getTime())) throw new Problem("challenge_spent");
      if (counter > 0) devices.count(device, counter);
    },
  };
}

/** A device that has proved its own key, and is to be registered. */
export interface Newcomer {
  readonly device: string;
  /** In the transaction of what it comes with. @throws Problem `challenge_spent`, `too_many_devices` */
  register(): void;
}

/** @throws Problem `proof_invalid` */
export async function newcomerOf(parts: Parts, { newDevice, request }: Asking): Promise<Newcomer | undefined> {
  const { devices, spent, origins, now } = parts;
  if (!newDevice) return undefined;
  const { nonce, kind, label } = newDevice;
  const statement = statementOf(request, nonce);
  let known: Pick<KnownDevice, "device" | "publicKey" | "counter">;
  if (newDevice.kind === "passkey") known = await newPasskey(newDevice, statement, origins);
  else {
    const { publicKey, signature } = newDevice;
    if (!(await hasSigned(publicKey, statement, signature))) throw new Problem("proof_invalid");
    known = { device: await thumbprintOf(publicKey), publicKey: JSON.stringify(publicKey), counter: 0 };
  }
  return {
    device: known.device,
    register: () => {
      if (!spent.spend(nonce, expiryOf(nonce), now().getTime())) throw new Problem("challenge_spent");
      devices.add({ ...known, kind, ...(label !== undefined && { label }), addedAt: now().toISOString() });
    },
  };
}
