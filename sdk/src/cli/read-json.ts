import { readFile } from "node:fs/promises";
import { Problem } from "../core/index.ts";

/** @throws Problem `model_unavailable` if it cannot be read, `card_malformed` if it is no JSON */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Problem("model_unavailable", (cause as Error).message, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("card_malformed", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
