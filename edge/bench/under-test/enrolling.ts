import { type Challenge, fillPath, type SubjectAddress, ticketHeader } from "@likeness/sdk/contract";
import { encodeTemplate, type Template } from "@likeness/sdk/core";
import { type Credentials, tenant, type TenantKeys } from "./credentials.ts";
import { introduce, newDevice, type OpenDevice } from "./device.ts";
import type { Answer, Connections } from "./load.ts";
import { challengeFor, digestOf, type Enrolled, type Prepared, withKey } from "./prepared.ts";

const day = 86_400_000;

/** As the tenant's backend signs it, for somebody who has agreed to it for as long as any run goes. */
export function ticketFor({ tickets }: TenantKeys, address: SubjectAddress): Promise<string> {
  const consent = { text: "1", purpose: "tests", expiresAt: new Date(Date.now() + 100 * day).toISOString() };
  return tickets.enrol({ ...address, consent });
}

/** Enrols as a page does: by a publishable key, a ticket, and a device that is registered with it. */
export async function enrol(
  connections: Connections,
  { own }: Pick<Credentials, "own">,
  address: SubjectAddress,
  template: Template,
): Promise<Enrolled> {
  const device = newDevice();
  const nonce = await nonceFor(connections, own.publishable, address);
  const body = Buffer.from(JSON.stringify({ template: encodeTemplate(template) }));
  const path = fillPath("enrol", { ...address });
  const { modelId } = template;
  const request = { method: "POST", path, tenant, ...address, modelId, body: digestOf(body) };
  const headers = {
    ...withKey(own.publishable),
    [ticketHeader]: await ticketFor(own, address),
    ...introduce(device, request, nonce),
  };
  expectStatus(await connections.send({ method: "POST", path, headers, body }), 201);
  return { tenant, address, device };
}

/** Registers one more device, as a backend does: by its secret key. */
export async function register(
  connections: Connections,
  { own }: Pick<Credentials, "own">,
  { address }: Enrolled,
): Promise<OpenDevice> {
  const device = newDevice();
  const nonce = await nonceFor(connections, own.secret, address);
  const path = fillPath("addDevice", { ...address });
  const body = Buffer.alloc(0);
  const request = { method: "POST", path, tenant, ...address, modelId: undefined, body: digestOf(body) };
  const headers = { ...withKey(own.secret), ...introduce(device, request, nonce) };
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
