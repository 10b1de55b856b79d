// What runs wherever there is `fetch`: in a page, a worker, at an edge, in Node.

import { createTickets } from "@likeness/sdk/backend";
import { createClient, type Client, type Verified } from "@likeness/sdk/client";
import { cosine, normalize, Problem, type Template, type UnitVector } from "@likeness/sdk/core";

import { keySigner, type DeviceSigner } from "@likeness/sdk/device";
import { memoryStore } from "@likeness/sdk/offline";

const client: Client = createClient({ endpoint: "https://faces.example", key: "k" });
const vector: UnitVector = normalize([3, 4]);
const template: Template = { modelId: "m@0", vector };

export async function verify(): Promise<Verified> {
  try {
    return await client.verify({ collection: "staff", subject: "ada" }, template);
  } catch (error) {
    if (error instanceof Problem && error.code === "unknown_subject") throw new Error("enrol first", { cause: error });
    throw error;
  }
}

/** By this device, which lets another one in. */
export async function bound(key: string, secretKey: string): Promise<boolean> {
  const address = { collection: "staff", subject: "ada" };
  const device: DeviceSigner = keySigner(memoryStore(), { label: "a kiosk" });
  const own = createClient({ endpoint: "https://faces.example", key, device });
  const consent = { text: "v1", purpose: "doors", expiresAt: "2027-01-01T00:00:00Z" };
  const ticket = await (await createTickets(secretKey)).enrol({ ...address, consent });
  await own.enrol(address, template, { ticket, quality: 0.9 });
  await own.addDevice(address, { device: keySigner(memoryStore()) });
  const { match, keyBound } = await own.verify(address, template);
  return match && keyBound;
}

export const similarity: number = cosine(vector, vector);

// @ts-expect-error numbers are no unit vector
export const wrong: UnitVector = new Float32Array([3, 4]);
