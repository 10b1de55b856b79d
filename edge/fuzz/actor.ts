import type { Tickets } from "@likeness/sdk/backend";
import {
  type Challenge,
  fillPath,
  newDeviceHeader,
  proofHeader,
  type PublicJwk,
  type Subject,
  type SubjectAddress,
  ticketHeader,
} from "@likeness/sdk/contract";
import { encodeTemplate, type Template, toBase64Url } from "@likeness/sdk/core";
import { type ProvedRequest, publicJwkOf, statementOf, thumbprintOf, writeProof } from "@likeness/sdk/device";
import { type FuzzCall, registeredDevice } from "./requests.ts";

/** A call as it goes over the wire. */
export interface WireCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

export interface WireAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** A worker that is fuzzed, and what its callers have. */
export interface FuzzHost {
  readonly send: (call: WireCall) => Promise<WireAnswer>;
  readonly tenant: string;
  readonly keys: { readonly secret: string; readonly publishable: string };
  readonly tickets: Tickets;
}

/** Makes right what a call says is right, so that what is fuzzed gets past the door. */
export interface Actor {
  wire(call: FuzzCall): Promise<WireCall>;
  /** Enrols the subject again with its device, if an answer says that either is gone or locked. */
  restore(call: FuzzCall, answer: WireAnswer): Promise<void>;
}

interface Device {
  readonly id: string;
  readonly publicKey: PublicJwk;
  readonly privateKey: CryptoKey;
}

/** @param address of the subject that it enrols */
export async function createActor(host: FuzzHost, template: Template, address: SubjectAddress): Promise<Actor> {
  let device = await newDevice();
  const asBackend = { Authorization: `Bearer ${host.keys.secret}` };
  const asJson = { ...asBackend, "Content-Type": "application/json" };

  async function expected<Value>(call: WireCall, status: number): Promise<Value> {
    const answer = await host.send(call);
    if (answer.status !== status) throw new Error(`${call.method} ${call.path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Value;
  }

  const nonce = async () => {
    const call = { method: "POST", path: fillPath("challenge", { ...address }), headers: asBackend, body: undefined };
    return (await expected<Challenge>(call, 201)).nonce;
  };

  async function enrol(): Promise<void> {
    device = await newDevice();
    const body = utf8(JSON.stringify({ template: encodeTemplate(template), replace: true }));
    const call = { method: "POST", path: fillPath("enrol", { ...address }), headers: asJson, body };
    const headers = { ...asJson, ...(await introduced(call, device, template.modelId)) };
    await expected({ ...call, headers }, 201);
  }

  async function request(
    { method, path, body }: Omit<WireCall, "headers">,
    modelId: string | undefined,
  ): Promise<ProvedRequest> {
    const { pathname, search } = new URL(`http://edge.test${path}`);
    const digest = toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", body ?? new Uint8Array())));
    return { method, path: pathname + search, tenant: host.tenant, ...address, modelId, body: digest };
  }

  async function introduced(call: Omit<WireCall, "headers">, newcomer: Device, modelId: string | undefined) {
    const [own, challenge] = [await request(call, modelId), await nonce()];
    const signature = await signed(newcomer, own, challenge);
    return {
      [newDeviceHeader]: writeProof({ kind: "key", nonce: challenge, publicKey: newcomer.publicKey, signature }),
    };
  }

  async function proved(call: Omit<WireCall, "headers">, modelId: string | undefined) {
    const [own, challenge] = [await request(call, modelId), await nonce()];
    const signature = await signed(device, own, challenge);
    return { [proofHeader]: writeProof({ kind: "key", nonce: challenge, device: device.id, signature }) };
  }

  async function ticket(purpose: "enrol" | "device"): Promise<string> {
    if (purpose === "device") return host.tickets.device(address);
    const consent = { text: "1", purpose: "tests", expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
    return host.tickets.enrol({ ...address, consent });
  }

  async function version(): Promise<string> {
    const { version } = await expected<Subject>(
      { method: "GET", path: fillPath("read", { ...address }), headers: asBackend, body: undefined },
      200,
    );
    return version!;
  }

  await enrol();
  return {
    wire: async ({ method, path, headers, body, key, evidence, operation }) => {
      const call = { method, path: path.replace(registeredDevice, device.id), body };
      const modelId = modelIn(body);
      const made: Record<string, string> = { ...(key && { Authorization: `Bearer ${host.keys[key]}` }) };
      if (evidence.includes("proof")) Object.assign(made, await proved(call, modelId));
      if (evidence.includes("newDevice")) Object.assign(made, await introduced(call, await newDevice(), modelId));
      if (evidence.includes("ticket"))
        made[ticketHeader] = await ticket(operation === "addDevice" ? "device" : "enrol");
      if (evidence.includes("ifMatch")) made["If-Match"] = `"${await version()}"`;
      return { ...call, headers: { ...headers, ...made } };
    },

    restore: async ({ operation, method }, { status, text }) => {
      if (text.includes('"attempts_d')) {
        await expected(
          { method: "POST", path: fillPath("enable", { ...address }), headers: asBackend, body: undefined },
          200,
        );
      }
      const changing = ["erase", "enrol", "addDevice", "revokeDevice"];
      const isChanged = status < 300 && (operation === undefined ? method !== "GET" : changing.includes(operation));
      if (isChanged || /"(unknown_subject|subject_full|too_many_devices)"/.test(text)) {
        await host.send({
          method: "DELETE",
          path: fillPath("erase", { ...address }),
          headers: asBackend,
          body: undefined,
        });
        await enrol();
      }
    },
  };
}

async function newDevice(): Promise<Device> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { publicKey, privateKey } = pair as CryptoKeyPair;
  const jwk = await publicJwkOf(publicKey);
  return { id: await thumbprintOf(jwk), publicKey: jwk, privateKey };
}

async function signed({ privateKey }: Device, request: ProvedRequest, nonce: string): Promise<string> {
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  return toBase64Url(new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, statementOf(request, nonce))));
}

/** As a host reads it: of the template in the body, if there is one. */
function modelIn(body: Uint8Array | undefined): string | undefined {
  try {
    const { probe, template } = JSON.parse(new TextDecoder().decode(body)) as Record<
      string,
      { modelId?: unknown } | undefined
    >;
    const modelId = (probe ?? template)?.modelId;
    return typeof modelId === "string" ? modelId : undefined;
  } catch {
    return undefined;
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
