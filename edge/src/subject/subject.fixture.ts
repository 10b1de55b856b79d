// Test support: a subject's object, asked as the worker asks it.

import { env } from "cloudflare:workers";
import { normalize, type Template } from "@likeness/sdk/core";
import type { Enrolment } from "@likeness/sdk/host";
import type { Address } from "../address.ts";
import type { Asking } from "./asking.ts";
import { cards } from "../cards.ts";
import { issueChallenge } from "../challenge.ts";
import type { TestDevice } from "../proofs/device.fixture.ts";

export const card = cards[0]!;
export const { modelId } = card;
export const address: Address = { tenant: "acme", collection: "staff", subject: "ada" };

/** Two that match, and one that does not. */
export const template: Template = { modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => i + 1)) };
export const stranger: Template = { modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => 128 - i)) };

export const enrolment: Enrolment = {
  template,
  metadata: undefined,
  replace: false,
  quality: undefined,
  consent: undefined,
  idempotency: undefined,
};

const challenges = crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);

export async function freshNonce(): Promise<string> {
  return (await issueChallenge((await challenges) as CryptoKey, address, new Date())).nonce;
}

const secret = { id: "5ec2e7".padEnd(64, "0"), kind: "secret" } as const;
const page = { id: "9a6e".padEnd(64, "0"), kind: "publishable" } as const;

const request = { method: "POST", path: "/v1/collections/staff/subjects/ada:verify", ...address, modelId, body: "x" };

/** By a backend, with nothing but its secret key. */
export const asked: Asking = {
  address,
  key: secret,
  request,
  proof: undefined,
  newDevice: undefined,
  ticket: undefined,
  ifMatch: undefined,
};

/** By a page, with a proof of that device. */
export async function provedWith(device: TestDevice, nonce?: string): Promise<Asking> {
  return { ...asked, key: page, proof: await device.prove(request, nonce ?? (await freshNonce())) };
}

/** By a backend, with a device to be registered. */
export async function registering(device: TestDevice): Promise<Asking> {
  return { ...asked, newDevice: await device.register(request, await freshNonce()) };
}

export const comparison = (probe: Template = template) => ({ probe, targetFmr: 1e-4, successor: undefined });

/** An object that no other test has. */
export const newSubject = () => env.SUBJECTS.get(env.SUBJECTS.newUniqueId());
