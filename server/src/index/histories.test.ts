import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosine, normalize, type UnitVector } from "@likeness/sdk/core";
import { openStore, type Store } from "../store/store.ts";
import { engineOf, type Engine } from "./engine.ts";
import { liveIndexes, type LiveIndexes } from "./live-indexes.ts";
import { seeded } from "./shortcut/nearby.fixture.ts";
import { openSnapshots, type Snapshots } from "./snapshots/snapshots.ts";

const dimension = 8;
const [tenant, collection] = ["acme", "staff"];
const halls = ["north", "south", "east"];

const vectorOf = (seed: number): UnitVector => {
  const random = seeded(seed + 1);
  return normalize(Array.from({ length: dimension }, () => random() - 0.5));
};

type Step =
  | { readonly enrol: number; readonly hall: number; readonly replace: boolean }
  | { readonly erase: number }
  | "save"
  | "restart"
  | "kill";

const person = fc.nat(11);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ enrol: person, hall: fc.nat(2), replace: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ erase: person }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>("save", "restart", "kill") },
);

/** What a plain list of everybody's templates answers. */
interface Plain {
  readonly subject: string;
  hall: string;
  readonly vector: UnitVector;
}

interface Running {
  readonly store: Store;
  readonly indexes: LiveIndexes;
}

function opened(folder: string, engine: Engine): Running {
  const store = openStore(join(folder, "store.sqlite"));
  const onRefused = (file: string, reason: string) => expect.fail(`${file} is refused: ${reason}`);
  const snapshots: Snapshots | undefined =
    engine.files && openSnapshots({ folder: join(folder, "indexes"), files: engine.files, onRefused });
  const modelOf = () => ({ dimension, similarity: 0.5 });
  const indexes = liveIndexes({ source: store, create: engine.create, modelOf, snapshots });
  store.onCommitted((changes) => indexes.committed(changes));
  return { store, indexes };
}

async function take(running: Running, folder: string, engine: Engine, taken: Step, turn: number): Promise<Running> {
  const { store, indexes } = running;
  if (taken === "save") await indexes.tend({ saveAll: true });
  else if (taken === "restart" || taken === "kill") {
    if (taken === "restart") await indexes.tend({ saveAll: true });
    await indexes.close();
    store.close();
    return opened(folder, engine);
  } else if ("erase" in taken) {
    await store.erase({ tenant, collection, subject: `person-${taken.erase}` });
  } else {
    await store.enrol(
      { tenant, collection, subject: `person-${taken.enrol}` },
      {
        template: { modelId: "model@1", vector: vectorOf(turn) },
        metadata: { hall: halls[taken.hall]! },
        replace: taken.replace,
        quality: undefined,
        consent: undefined,
        idempotency: undefined,
      },
    );
  }
  return running;
}

function follow(plain: Plain[], taken: Step, turn: number): Plain[] {
  if (typeof taken === "string") return plain;
  const subject = `person-${"erase" in taken ? taken.erase : taken.enrol}`;
  if ("erase" in taken) return plain.filter((one) => one.subject !== subject);
  const kept = taken.replace ? plain.filter((one) => one.subject !== subject) : plain;
  const hall = halls[taken.hall]!;
  for (const one of kept) if (one.subject === subject) one.hall = hall;
  return [...kept, { subject, hall, vector: vectorOf(turn) }];
}

/** Who is nearest, and how near: the order of two that are all but equal is not the point. */
async function expectSame({ store, indexes }: Running, plain: readonly Plain[], probe: UnitVector): Promise<void> {
  const [space] = store.spaces(tenant, collection);
  if (!space) return expect(plain).toEqual([]);
  for (const hall of [undefined, ...halls]) {
    const wanted = plain
      .filter((one) => hall === undefined || one.hall === hall)
      .map((one) => cosine(probe, one.vector))
      .toSorted((a, b) => b - a);
    const scope = hall === undefined ? undefined : store.scopeOf(space.id, { hall: { in: [hall] } }).labels;
    const { hits } = await indexes.search(space.id, probe, 100, { scope });
    expect(hits).toHaveLength(wanted.length);
    hits.forEach(({ label, score }, rank) => {
      expect(score).toBeCloseTo(wanted[rank]!, 5);
      const subject = store.subjectOf(label);
      expect(plain.some((one) => one.subject === subject && (hall === undefined || one.hall === hall))).toBe(true);
    });
  }
}

const engines: Record<string, Engine> = {
  flat: engineOf("flat"),
  "scan, f32": engineOf("scan", { codes: "f32", threads: 1 }),
  "scan, f16": engineOf("scan", { codes: "f16", threads: 2 }),
  "scan, i8": engineOf("scan", { codes: "i8", threads: 2 }),
};

describe.each(Object.entries(engines))("%s", (_, engine) => {
  test("[IDX1] [REC2] [FIL1] after any history, with and without filters, answers as a plain list does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), "likeness-history-"));
        let running = opened(folder, engine);
        try {
          await running.store.declare(tenant, collection, { hall: "keyword" });
          let plain: Plain[] = [];
          for (const [turn, taken] of steps.entries()) {
            running = await take(running, folder, engine, taken, turn);
            plain = follow(plain, taken, turn);
            if (turn % 4 === 3 || turn === steps.length - 1) await expectSame(running, plain, vectorOf(10_000 + turn));
          }
        } finally {
          await running.indexes.close();
          running.store.close();
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 12 },
    );
  });
});
