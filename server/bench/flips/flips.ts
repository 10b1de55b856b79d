import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { seeded } from "../gallery/seeded.ts";
import { answersOf, outcomeOf, type Answers, type Outcome } from "./answers.ts";
import { smallStore, snapshotFolder, storeName, vectorOf } from "./small-store.ts";

export interface Flipped {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** What was answered otherwise than before, or threw what is no damage; each says which bit it was. */
  readonly faults: readonly string[];
}

/** [STO6] [REC3]: flips one bit of a store or its snapshot, looks what is answered, and so many times, each from a good copy. */
export async function flips(count: number, folder: string, { seed = 1 }: { seed?: number } = {}): Promise<Flipped> {
  const random = seeded(seed);
  const [whole, tried] = [join(folder, "whole"), join(folder, "tried")];
  await mkdir(whole, { recursive: true });
  await smallStore(whole, random);
  const probes = Array.from({ length: 3 }, () => vectorOf(random));
  await cp(whole, tried, { recursive: true });
  const before = await answersOf(tried, probes);

  const snapshots = (await readdir(join(whole, snapshotFolder))).map((name) => join(snapshotFolder, name));
  const outcomes = { "refused at the start": 0, "told by an answer": 0, "snapshot refused": 0, harmless: 0 };
  const faults: string[] = [];
  for (let flip = 0; flip < count; flip++) {
    await rm(tried, { recursive: true });
    await cp(whole, tried, { recursive: true });
    // The snapshot is much the smaller file: by size alone it would hardly be met.
    const name = random() < 0.75 ? storeName : snapshots[Math.floor(random() * snapshots.length)]!;
    const bytes = await readFile(join(whole, name));
    const bit = Math.floor(random() * bytes.length * 8);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    await writeFile(join(tried, name), bytes);
    const outcome = await tryOut(before, () => answersOf(tried, probes));
    if (typeof outcome === "string") outcomes[outcome]++;
    else faults.push(`seed ${seed}, flip ${flip}: ${name}, bit ${bit}: ${outcome.wrong.slice(0, 3).join("; ")}`);
  }
  return { outcomes, faults };
}

async function tryOut(before: Answers, ask: () => Promise<Answers>): Promise<ReturnType<typeof outcomeOf>> {
  try {
    return outcomeOf(before, await ask());
  } catch (error) {
    return { wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
