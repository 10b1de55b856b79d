// Test support: tenants with keys of each kind, over the whole worker, and every call that was made.

import { env } from "cloudflare:workers";
import { SignJWT } from "jose/jwt/sign";
import {
  fillPath,
  newDeviceHeader,
  paths,
  proofHeader,
  ticketHeader,
  type Challenge,
  type OperationName,
  type SubjectAddress,
} from "@likeness/sdk/contract";
import { sha256Hex, toBase64Url } from "@likeness/sdk/core";
import { digestOf, ticketType, writeProof, type ProvedRequest, type TicketPurpose } from "@likeness/sdk/device";
import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import type { TestDevice } from "./proofs/device.fixture.ts";

export type Operation = Exclude<OperationName, "health" | "keys">;
export type Kind = "publishable" | "secret";

export interface TestTenant {
  readonly tenant: string;
  readonly keys: Readonly<Record<Kind, string>>;
  /** The entries of its keys in the worker's ring. */
  readonly ring: Readonly<Record<string, object>>;
  ticket(address: SubjectAddress, purpose: TicketPurpose): Promise<string>;
}

export async function testTenant(tenant: string): Promise<TestTenant> {
  const keys = { publishable: `page-${crypto.randomUUID()}`, secret: `backend-${crypto.randomUUID()}` };
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const tickets = toBase64Url(new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer));
  const kid = await sha256Hex(keys.secret);
  return {
    tenant,
    keys,
    ring: {
      [kid]: { kind: "secret", tenant, scores: true, offline: true, tickets },
      [await sha256Hex(keys.publishable)]: { kind: "publishable", tenant, identify: true },
    },
    ticket: (address, purpose) => {
      const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
      const consent = { text: "text-of-2026", purpose: "to open the door", expiresAt };
      return new SignJWT({ ...address, purpose, ...(purpose === "enrol" && { consent }) })
        .setProtectedHeader({ alg: "EdDSA", typ: ticketType, kid })
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(pair.privateKey);
    },
  };
}

/** What is sent, before anything is proved. */
export interface Wanted {
  readonly operation: Operation;
  readonly address: SubjectAddress;
  readonly key: string;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly device?: string;
}

export interface Made {
  readonly request: { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: object };
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * The worker with those tenants.
 *
 * @param calls where what was sent and answered is kept
 * @param bindings others than the test's own
 */
export function workerFor(tenants: readonly TestTenant[], calls: Made[] = [], bindings: Partial<Env> = {}) {
  const limits = Object.fromEntries(tenants.map(({ tenant }) => [tenant, { addressCalls: 1e9, tenantCalls: 1e9 }]));
  const KEYS = JSON.stringify(Object.assign({}, ...tenants.map(({ ring }) => ring)));
  const app = createApp({ ...env, KEYS, POLICIES: JSON.stringify(limits), ...bindings });

  const pathOf = ({ operation, address, device = "none" }: Wanted) => fillPath(operation, { ...address, device });

  const send = async (wanted: Wanted): Promise<Made> => {
    const { operation, key, body, headers } = wanted;
    const path = pathOf(wanted);
    const sent = {
      Authorization: `Bearer ${key}`,
      "CF-Connecting-IP": "192.0.2.1",
      ...(body && { "Content-Type": "application/json" }),
      ...headers,
    };
    const init = { method: paths[operation].method.toUpperCase(), headers: sent, ...(body && { body: JSON.stringify(body) }) };
    const response = await app.request(`http://edge.test${path}`, init);
    const { status } = response;
    const made = { request: { path, headers: sent, body: body ?? {} }, status, headers: response.headers, text: await response.text() };
    calls.push(made);
    return made;
  };

  const challenge = async (address: SubjectAddress, key: string): Promise<Challenge> =>
    JSON.parse((await send({ operation: "challenge", address, key })).text) as Challenge;

  /** The request as the tenant of the challenge would see it. */
  const statement = async (wanted: Wanted, { tenant }: Challenge): Promise<ProvedRequest> => {
    const { template, probe } = (wanted.body ?? {}) as { template?: { modelId: string }; probe?: { modelId: string } };
    return {
      method: paths[wanted.operation].method.toUpperCase(),
      path: pathOf(wanted),
      tenant,
      ...wanted.address,
      modelId: (template ?? probe)?.modelId,
      body: await digestOf(wanted.body ? JSON.stringify(wanted.body) : ""),
    };
  };

  /** @param by the key that the challenge is asked for with */
  const proof = async (wanted: Wanted, device: TestDevice, by = wanted.key) => {
    const given = await challenge(wanted.address, by);
    return { [proofHeader]: writeProof(await device.prove(await statement(wanted, given), given.nonce)) };
  };

  const newcomer = async (wanted: Wanted, device: TestDevice) => {
    const given = await challenge(wanted.address, wanted.key);
    return { [newDeviceHeader]: writeProof(await device.register(await statement(wanted, given), given.nonce)) };
  };

  return { send, proof, newcomer, withTicket: (ticket: string) => ({ [ticketHeader]: ticket }) };
}

export type TestWorker = ReturnType<typeof workerFor>;
