import { bundle, start } from "../under-test/index.ts";
import { type Climbed, climbs } from "./climbing.ts";

export interface Gains {
  readonly name: keyof typeof climbs;
  readonly days: number;
  readonly runs: readonly Climbed[];
}

export const gainOf = ({ from, to }: Climbed): number => to - from;

/** Days: what is learned in one is not forgotten in the next. */
const longer = [2, 30];

/** Each way to climb, by decisions alone, for a day of what the limits let through; and the strongest for longer. */
export async function climbAll(runs: number): Promise<Gains[]> {
  const worker = await start({
    script: await bundle({ entry: "bench/attacks/climb.worker.ts" }),
    objects: { ATTACKED: "Attacked" },
  });
  try {
    const names = Object.keys(climbs) as (keyof typeof climbs)[];
    const strongest = "an equation for each failure" as const;
    const wanted = [...names.map((name) => ({ name, days: 1 })), ...longer.map((days) => ({ name: strongest, days }))];
    const gains: Gains[] = [];
    for (const { name, days } of wanted) {
      const climbed: Climbed[] = [];
      for (let seed = 1; seed <= runs; seed++) {
        const query = new URLSearchParams({ name, seed: String(seed), days: String(days) });
        climbed.push((await (await fetch(`${worker.endpoint}/?${query}`)).json()) as Climbed);
      }
      gains.push({ name, days, runs: climbed });
    }
    return gains;
  } finally {
    await worker.stop();
  }
}
