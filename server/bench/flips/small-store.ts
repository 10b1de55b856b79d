import { join } from "node:path";
import { normalize, type UnitVector } from "@likeness/sdk/core";
import { engineOf, openSnapshots, openStore } from "@likeness/server";
import { liveIndexes } from "../../src/index/live-indexes.ts";

export const dimension = 32;
export const place = { tenant: "acme", collection: "staff" };
export const storeName = "store.sqlite";
export const snapshotFolder = "indexes";

/** Enough for pages below the root in the larger tables. */
const people = 40;

export const nameOf = (number: number) => `person-${number}`;
export const names = Array.from({ length: people }, (_, number) => nameOf(number));

export const modelOf = () => ({ dimension, similarity: 0.5 });

/** One thread: threads are not what is tried here. */
export const engine = engineOf("scan", { threads: 1 });

export const vectorOf = (random: () => number): UnitVector =>
  normalize(Array.from({ length: dimension }, () => random() - 0.5));

/** A store with a little of everything that it answers with, and a snapshot of its one space, closed. */
export async function smallStore(folder: string, random: () => number): Promise<void> {
  const store = openStore(join(folder, storeName));
  await store.declare(place.tenant, place.collection, { hall: "keyword", floor: "number" });
  for (let number = 0; number < people; number++) {
    const address = { ...place, subject: nameOf(number) };
    for (let view = 0; view <= number % 3; view++) {
      await store.enrol(address, {
        template: { modelId: "model@1", vector: vectorOf(random) },
        metadata: { hall: String(number % 3), floor: String(number % 7) },
        replace: false,
        quality: undefined,
        consent: undefined,
        idempotency: { key: `${number}-${view}`, digest: "digest" },
      });
    }
    if (number % 8 === 0) await store.keepAudits(address, [auditOf(number)]);
  }
  await store.erase({ ...place, subject: nameOf(people - 1) });

  const snapshots = openSnapshots({ folder: join(folder, snapshotFolder), files: engine.files!, onRefused: () => {} });
  const indexes = liveIndexes({ source: store, create: engine.create, modelOf, snapshots });
  for (const { id } of store.everySpace()) await indexes.open(id);
  await indexes.tend({ saveAll: true });
  await indexes.close();
  store.close();
}

const auditOf = (number: number) => ({
  id: `audit-${number}`,
  grant: "grant",
  begins: "begins",
  sequence: 1,
  previous: "begins",
  signed: `signed-${number}`,
});
