import { median } from "@likeness/bench";
import { bundle, type Credentials, start } from "../under-test/index.ts";
import { type PartName, partNames } from "./part-names.ts";

const rounds = 5;
const few = 200;
const many = 2_200;

/** Microseconds that each part of a verification takes in workerd, which does one thing at a time. */
export async function timeParts({ settings }: Credentials, directory: string): Promise<ReadonlyMap<PartName, number>> {
  const worker = await start({
    script: await bundle({ entry: "bench/verify/parts.worker.ts" }),
    objects: { PARTS: "Parts" },
    buckets: ["DATA_KEYS"],
    settings,
    directory,
  });
  const seconds = async (name: PartName, times: number) => {
    const begun = performance.now();
    const answer = await fetch(`${worker.endpoint}/?name=${name}&times=${times}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    return (performance.now() - begun) / 1000;
  };
  try {
    const measured = new Map<PartName, number[]>(partNames.map((name) => [name, []]));
    for (let round = 0; round <= rounds; round++) {
      for (const name of partNames) {
        const short = await seconds(name, few);
        const one = (await seconds(name, many)) - short;
        // The first round compiles.
        if (round > 0) measured.get(name)!.push((one / (many - few)) * 1e6);
      }
    }
    return new Map([...measured].map(([name, times]) => [name, median(times)]));
  } finally {
    await worker.stop();
  }
}
