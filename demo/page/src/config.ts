import { Problem } from "@likeness/sdk/core";

/** What the program that serves this page says about its surroundings, at `/config.json`. */
export interface Config {
  readonly endpoint: string;
  /** Publishable: this page may verify its visitors by it, and look for them. */
  readonly key: string;
  readonly collection: string;
  /** Pictures to try without a camera, by URL. */
  readonly samples: readonly string[];
}

const place = "/config.json";

/** @throws Problem `unreachable` */
export async function loadConfig(): Promise<Config> {
  const response = await fetch(place).catch((cause: unknown) => {
    throw new Problem("unreachable", `${place} cannot be read`, { cause });
  });
  if (!response.ok) throw new Problem("unreachable", `${place}: HTTP ${response.status}`);
  return (await response.json()) as Config;
}
