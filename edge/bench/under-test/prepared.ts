import { createHash } from "node:crypto";
import { fillPath, type SubjectAddress } from "@likeness/sdk/contract";
import { encodeTemplate, type Template } from "@likeness/sdk/core";
import type { ProvedRequest } from "@likeness/sdk/device";
import { type OpenDevice, prove } from "./device.ts";

/** A request, ready to be sent as it is. */
export interface Prepared {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Who is enrolled, and with what they may verify. */
export interface Enrolled {
  readonly tenant: string;
  readonly address: SubjectAddress;
  readonly device: OpenDevice;
}

export const digestOf = (body: Buffer): string => createHash("sha256").update(body).digest("base64url");

export function withKey(key: string): Record<string, string> {
  return { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
}

/** A verification as a device sends it. */
export function verification(
  { tenant, address, device }: Enrolled,
  key: string,
  probe: Template,
  nonce: string,
): Prepared {
  const body = Buffer.from(JSON.stringify({ probe: encodeTemplate(probe) }));
  const path = fillPath("verify", { ...address });
  const request: ProvedRequest = {
    method: "POST",
    path,
    tenant,
    ...address,
    modelId: probe.modelId,
    body: digestOf(body),
  };
  return { method: "POST", path, headers: { ...withKey(key), ...prove(device, request, nonce) }, body };
}

export function challengeFor(address: SubjectAddress, key: string): Prepared {
  return { method: "POST", path: fillPath("challenge", { ...address }), headers: withKey(key), body: Buffer.alloc(0) };
}
