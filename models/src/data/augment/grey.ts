import { luma } from "@likeness/sdk/core";
import type { Random } from "../../random.ts";
import type { Pixels } from "../pixels.ts";

/** A coloured picture without its colours, by chance; it keeps its three channels. */
export interface Grey {
  readonly op: "grey";
  /** By default 0.1. */
  readonly probability?: number;
}

export function grey(picture: Pixels, random: Random, { probability = 0.1 }: Grey): Pixels {
  // Drawn for a grey picture too: what comes after must not depend on how a file is stored.
  const taken = random.uniform() < probability;
  const { data, width, height, channels } = picture;
  if (!taken || channels === 1) return picture;
  const result = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    result.fill(Math.round(luma(data[i]!, data[i + 1]!, data[i + 2]!)), i, i + 3);
  }
  return { data: result, width, height, channels };
}
