// The SDK in Node.

import { createLikeness, type NodeLikeness, type Verified } from "@likeness/sdk";

export async function verify(file: string, key: string): Promise<Verified> {
  const likeness: NodeLikeness = await createLikeness({ endpoint: "https://faces.example", key, threads: 2 });
  try {
    return await likeness.verify(file, { collection: "staff", subject: "ada" });
  } finally {
    await likeness.close();
  }
}
