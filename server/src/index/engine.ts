import { faissVersion, simd } from "@likeness/faiss";
import { faissIndex } from "./faiss.ts";
import { flatIndex } from "./flat.ts";
import type { CreateIndex } from "./port.ts";

export type EngineName = "faiss" | "flat";

/** What searches, by the name an operator sets, and the words for it in the log and the health route. */
export function engineOf(name: EngineName): { createIndex: CreateIndex; engine: string } {
  switch (name) {
    case "faiss":
      return { createIndex: faissIndex, engine: `faiss ${faissVersion()}, ${simd().library}` };
    case "flat":
      return { createIndex: flatIndex, engine: "flat, in TypeScript" };
    default:
      return name satisfies never;
  }
}
