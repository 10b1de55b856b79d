// What runs wherever there is `fetch`: in a page, a worker, at an edge, in Node.

import { createClient, type Client, type Verified } from "@likeness/sdk/client";
import { cosine, normalize, Problem, type Template, type UnitVector } from "@likeness/sdk/core";

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

export const similarity: number = cosine(vector, vector);

// @ts-expect-error numbers are no unit vector
export const wrong: UnitVector = new Float32Array([3, 4]);
