import { createCollectionsClient, type Client } from "@likeness/sdk/client";
import { normalize, Problem, sha256Hex } from "@likeness/sdk/core";
import { openStore } from "@likeness/server";
import { join } from "node:path";
import { seeded } from "../gallery/seeded.ts";
import { serve, type Serving } from "../http/serving.ts";
import { card } from "../stored/people.ts";
import { connectTo, createPerson, type Person } from "./person.ts";

export interface Crashed {
  readonly kills: number;
  /** Acknowledged, in all. */
  readonly enrolments: number;
  readonly erasures: number;
  /** Lines of batches that were acknowledged. */
  readonly lines: number;
  /** Changes whose answer was lost with the server. */
  readonly cut: number;
  /** Starts that began from a snapshot, at least in part. */
  readonly saved: number;
  /** Acknowledged and not there, gone and back, half there, or found wrong by the store's own check. */
  readonly faults: readonly string[];
}

const [tenant, collection, key] = ["acme", "staff", "crash-key"];
const people = 12;
const dimension = 128;
const cards = "models/cards/dlib-resnet.json";
/** Snapshots are saved all the time, so that it is killed while it saves as well. */
const settings = { LIKENESS_TEND: "0.1", LIKENESS_GRACE: "1" };

/**
 * [STO1] [STO2] [REC4]: the whole server, as it is started, under enrolments, replacements, erasures and batches; killed by
 * SIGKILL at a moment that is drawn, started again over the same files, and asked for everybody; so many times.
 */
export async function crash(kills: number, folder: string, { seed = 1 }: { seed?: number } = {}): Promise<Crashed> {
  const random = seeded(seed);
  const storeFile = join(folder, "store.sqlite");
  const keys = { [await sha256Hex(key)]: { kind: "secret", tenant, scores: true } };
  const open = () => serve(storeFile, keys, cards, settings);
  const persons = Array.from({ length: people }, (_, number) =>
    createPerson({ number, collection, modelId: card.modelId, dimension, random }),
  );
  const batches = batchesOf(random);
  const faults: string[] = [];
  let saved = 0;

  let server = await open();
  await collectionsOf(server).declareFields(collection, { hall: "keyword" });
  for (let killed = 0; killed < kills; killed++) {
    const client = connectTo(server.port, key);
    const under = Promise.all([...persons.map((person) => until(client, person)), batches.run(server)]);
    await pause(50 + 400 * random());
    if (server.events.includes("index saved")) saved++;
    await server.kill();
    await under;
    server = await open();
    await verified(server, persons, faults);
    await batches.verify(server, faults);
  }
  await batches.verify(server, faults, true);
  await server.stop();
  faults.push(...(await foundIn(storeFile)));
  const sum = (of: (person: Person) => number) => persons.reduce((total, person) => total + of(person), 0);
  return {
    kills,
    enrolments: sum(({ answered }) => answered.enrol + answered.replace),
    erasures: sum(({ answered }) => answered.erase),
    lines: batches.acknowledged(),
    cut: sum((person) => person.cut),
    saved,
    faults: [...faults, ...persons.flatMap((person) => person.faults)],
  };
}

/** Changes one after the other, until the server is gone. */
async function until(client: Client, person: Person): Promise<void> {
  try {
    for (;;) await person.go(client);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

async function verified(server: Serving, persons: readonly Person[], faults: string[]): Promise<void> {
  const client = connectTo(server.port, key);
  await Promise.all(persons.map((person) => person.verify(client)));
  const listed: string[] = [];
  for await (const { subject } of collectionsOf(server).subjects(collection, { filter: { hall: { in: ["1"] } } })) {
    if (subject.startsWith("person-")) listed.push(subject);
  }
  const expected = persons.filter(({ hall, templates }) => hall === "1" && templates > 0).map(({ name }) => name);
  if (listed.toSorted().join() !== expected.toSorted().join()) {
    faults.push(`hall 1 has ${listed.join(" ")}; enrolled there are ${expected.join(" ")}`);
  }
}

/** Batches of new people, a hall for each run; each line that was answered has to be there ever after. */
function batchesOf(random: () => number) {
  const acknowledged = new Map<string, Set<string>>();
  let next = 0;
  let run = 0;
  const hall = () => `run-${run}`;
  const batch = () =>
    Array.from({ length: 40 }, () => ({
      subject: `line-${next++}`,
      template: { modelId: card.modelId, vector: normalize(Array.from({ length: dimension }, () => random() - 0.5)) },
      metadata: { hall: hall() },
    }));
  const lost = async (server: Serving, ofRun: string) => {
    const there = new Set<string>();
    for await (const { subject } of collectionsOf(server).subjects(collection, { filter: { hall: { in: [ofRun] } } })) {
      there.add(subject);
    }
    return [...(acknowledged.get(ofRun) ?? [])].filter((subject) => !there.has(subject));
  };
  return {
    acknowledged: () => [...acknowledged.values()].reduce((sum, { size }) => sum + size, 0),
    run: async (server: Serving) => {
      const collections = collectionsOf(server);
      run++;
      const answered = new Set<string>();
      acknowledged.set(hall(), answered);
      try {
        for (;;) {
          for await (const { subject, problem } of collections.enrolMany(collection, batch())) {
            if (problem) return;
            answered.add(subject);
          }
        }
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    },
    /** Those of the run before, or of all. */
    verify: async (server: Serving, faults: string[], all = false) => {
      for (const ofRun of all ? acknowledged.keys() : [hall()]) {
        const missing = await lost(server, ofRun);
        if (missing.length > 0) faults.push(`${missing.length} acknowledged lines are lost, ${missing[0]} among them`);
      }
    },
  };
}

async function foundIn(storeFile: string): Promise<string[]> {
  const store = openStore(storeFile);
  try {
    const found: string[] = [];
    if (store.soundness !== "sound") found.push(`the store is ${store.soundness}`);
    for await (const { findings } of store.check()) {
      found.push(...findings.map(({ table, row, what }) => `${table} ${row ?? ""}: ${what}`));
    }
    return found;
  } finally {
    store.close();
  }
}

const collectionsOf = ({ port }: Serving) =>
  createCollectionsClient({ endpoint: `http://127.0.0.1:${port}`, key, retries: 0 });

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
