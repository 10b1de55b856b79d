import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Problem, type UnitVector } from "@likeness/sdk/core";
import { openSnapshots, openStore, type Store } from "@likeness/server";
import { liveIndexes, type LiveIndexes } from "../../src/index/live-indexes.ts";
import { engine, modelOf, names, place, snapshotFolder, storeName } from "./small-store.ts";

/** What a store and its index say; a question that was answered with `store_damaged` has that for an answer. */
export interface Answers {
  /** Why the store was not opened, if it was not. */
  readonly closed?: unknown;
  /** By question. */
  readonly answers: ReadonlyMap<string, unknown>;
  /** Snapshots that were refused, and why. */
  readonly refused: readonly string[];
}

const damage = Symbol("store_damaged");

/** Opens what is in the folder and asks it for all that there is. @throws what is neither an answer nor damage */
export async function answersOf(folder: string, probes: readonly UnitVector[]): Promise<Answers> {
  const answers = new Map<string, unknown>();
  const refused: string[] = [];
  let store: Store;
  try {
    store = openStore(join(folder, storeName));
  } catch (closed) {
    return { closed, answers, refused };
  }
  const onRefused = (file: string, reason: string) => refused.push(`${file}: ${reason}`);
  const snapshots = openSnapshots({ folder: join(folder, snapshotFolder), files: engine.files!, onRefused });
  const indexes = liveIndexes({ source: store, create: engine.create, modelOf, snapshots });
  try {
    for (const [question, ask] of questions(store, indexes, probes)) {
      answers.set(question, await answered(ask));
    }
  } finally {
    await indexes.close();
    store.close();
  }
  return { answers, refused };
}

type Question = readonly [question: string, ask: () => unknown];

function* questions(store: Store, indexes: LiveIndexes, probes: readonly UnitVector[]): Generator<Question> {
  const { tenant, collection } = place;
  for (const subject of names) {
    yield [`subject ${subject}`, () => store.subject({ ...place, subject })];
    yield [`audits ${subject}`, () => store.audits({ ...place, subject }, { after: 0, limit: 10 })];
  }
  yield ["list", () => store.list(tenant, collection, { limit: 100 })];
  const filters = [{ hall: { in: ["1"] } }, { floor: { gte: 3 } }, { hall: { in: ["0", "2"] }, floor: { lt: 4 } }];
  for (const filter of filters) {
    yield [`list ${JSON.stringify(filter)}`, () => store.list(tenant, collection, { limit: 100, filter })];
    yield [`scope ${JSON.stringify(filter)}`, () => store.scopeOf(1, filter)];
  }
  yield ["state", () => store.state(tenant, collection)];
  yield ["spaces", () => store.everySpace()];
  for (const [i, probe] of probes.entries()) {
    yield [`search ${i}`, async () => named(store, (await indexes.search(1, probe, 5)).hits)];
    const within = async () => {
      const { labels: scope } = store.scopeOf(1, filters[i % filters.length]!);
      return named(store, (await indexes.search(1, probe, 5, { scope })).hits);
    };
    yield [`search ${i} in a scope`, within];
  }
}

const named = (store: Store, hits: readonly { readonly label: number; readonly score: number }[]) =>
  hits.map(({ label, score }) => ({ label, score, subject: store.subjectOf(label) }));

async function answered(ask: () => unknown): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem && error.code === "store_damaged") return damage;
    throw error;
  }
}

export type Outcome = "refused at the start" | "told by an answer" | "snapshot refused" | "harmless";

/** @returns what came of it, or each answer that is another than before though nobody was told */
export function outcomeOf(
  before: Answers,
  { closed, answers, refused }: Answers,
): Outcome | { readonly wrong: string[] } {
  if (closed !== undefined) return isRefusal(closed) ? "refused at the start" : { wrong: [String(closed)] };
  const wrong = [...answers]
    .filter(([question, answer]) => answer !== damage && !isDeepStrictEqual(answer, before.answers.get(question)))
    .map(([question]) => question);
  if (wrong.length > 0) return { wrong };
  if ([...answers.values()].includes(damage)) return "told by an answer";
  return refused.length > 0 ? "snapshot refused" : "harmless";
}

/** Damage, or what looks like the file of another release. */
const isRefusal = (error: unknown) =>
  error instanceof Error &&
  (error instanceof Problem ? error.code === "store_damaged" : error.message.startsWith("the store has schema"));
