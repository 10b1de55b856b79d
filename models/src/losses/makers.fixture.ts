import * as losses from "./index.ts";
import type { Make } from "./references/replay.ts";

/** Every loss by its name, for tests that run over all of them. */
export const makers: Readonly<Record<string, Make>> = { ...(losses as unknown as Record<string, Make>) };
