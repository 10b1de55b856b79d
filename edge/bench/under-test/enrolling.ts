import { randomUUID } from "node:crypto";
import { SignJWT } from "jose/jwt/sign";
import { type Challenge, fillPath, type SubjectAddress, ticketHeader } from "@likeness/sdk/contract";
import { encodeTemplate, type Template } from "@likeness/sdk/core";
import { type TicketPurpose, ticketType } from "@likeness/sdk/device";
import { type BackendKey, type Credentials, tenant } from "./credentials.ts";
import { introduce, newDevice, type OpenDevice } from "./device.ts";
import type { Answer, Connections } from "./load.ts";
import { challengeFor, digestOf, type Enrolled, type Prepared, withKey } from "./prepared.ts";

const minute = 60_000;

/** As the tenant's backend signs it. */
export function ticketFor(
  { id, tickets }: BackendKey,
  address: SubjectAddress,
  purpose: TicketPurpose = "enrol",
): Promise<string> {
  const consent = { text: "1", purpose: "tests", expiresAt: new Date(Date.now() + 24 * 60 * minute).toISOString() };
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...address, purpose, ...(purpose === "enrol" && { consent }) })
    .setProtectedHeader({ alg: "EdDSA", typ: ticketType, kid: id })
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + 600)
    .sign(tickets);
}

/** Enrols as a page does: by a publishable key, a ticket, and a device that is registered with it. */
export async function enrol(
  connections: Connections,
  { backend, publishable }: Pick<Credentials, "backend" | "publishable">,
  address: SubjectAddress,
  template: Template,
): Promise<Enrolled> {
  const device = newDevice();
  const nonce = await nonceFor(connections, publishable, address);
  const body = Buffer.from(JSON.stringify({ template: encodeTemplate(template) }));
  const path = fillPath("enrol", { ...address });
  const { modelId } = template;
  const request = { method: "POST", path, tenant, ...address, modelId, body: digestOf(body) };
  const headers = {
    ...withKey(publishable),
    [ticketHeader]: await ticketFor(backend, address),
    ...introduce(device, request, nonce),
  };
  expectStatus(await connections.send({ method: "POST", path, headers, body }), 201);
  return { tenant, address, device };
}

/** Registers one more device, as a backend does: by its secret key. */
export async function register(
  connections: Connections,
  { backend }: Pick<Credentials, "backend">,
  { address }: Enrolled,
): Promise<OpenDevice> {
  const device = newDevice();
  const nonce = await nonceFor(connections, backend.key, address);
  const path = fillPath("addDevice", { ...address });
  const body = Buffer.alloc(0);
  const request = { method: "POST", path, tenant, ...address, modelId: undefined, body: digestOf(body) };
  const headers = { ...withKey(backend.key), ...introduce(device, request, nonce) };
  expectStatus(await connections.send({ method: "POST", path, headers, body }), 201);
  return device;
}

export async function nonceFor(connections: Connections, key: string, address: SubjectAddress): Promise<string> {
  const answer = await connections.send(challengeFor(address, key));
  expectStatus(answer, 201);
  return (JSON.parse(answer.text) as Challenge).nonce;
}

/** As many challenges as there are addresses, in their order. */
export async function noncesFor(
  connections: Connections,
  key: string,
  addresses: readonly SubjectAddress[],
): Promise<string[]> {
  const { answers } = await connections.drive(addresses.map((address): Prepared => challengeFor(address, key)));
  return answers.map((answer) => {
    expectStatus(answer, 201);
    return (JSON.parse(answer.text) as Challenge).nonce;
  });
}

/** @throws Error with the answer, if it is another */
export function expectStatus({ status, text }: Answer, expected: number): void {
  if (status !== expected) throw new Error(`answered ${status}, not ${expected}: ${text}`);
}
