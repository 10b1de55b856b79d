import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient, createCollectionsClient, type Enrolling } from "@likeness/sdk/client";
import { normalize, type EmbedderCard, type Template } from "@likeness/sdk/core";
import { parseKeyRing } from "@likeness/sdk/host";
import { createApp, engineOf, openStore, type App, type Store } from "@likeness/server";
import { expectProblem } from "../contract/people.ts";
import { keyRing, keys } from "../fixtures/keys.ts";

const dimension = 16;
const [before, after] = ["before@1", "after@2"].map(
  (modelId) =>
    ({
      modelId,
      dimension,
      calibration: { score: "cosine", thresholds: [{ score: 0.95, fmr: 1e-9, falseMatches: 1, fnmr: 0 }] },
    }) as unknown as EmbedderCard,
) as [EmbedderCard, EmbedderCard];

/** A person by a model: another number, or another model, is somewhere else. */
function face(person: number, { modelId } = before): Template {
  let state = person * 7_919 + (modelId === after.modelId ? 1 : 2);
  const values = Array.from(
    { length: dimension },
    () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5,
  );
  return { modelId, vector: normalize(values) };
}

let store: Store;
let app: App;
beforeEach(() => {
  store = openStore(":memory:");
  app = createApp({
    store,
    engine: engineOf("scan"),
    cards: [before, after],
    keys: parseKeyRing(JSON.stringify(keyRing)),
    onFailure: ({ error }) => console.error(error),
  });
});
afterEach(async () => {
  await app.close();
  store.close();
});

const options = {
  endpoint: "http://server.test",
  key: keys.scores,
  fetch: (async (...request) => app.fetch(new Request(...request))) as typeof fetch,
};
const client = createClient(options);
const collections = createCollectionsClient(options);

async function enrol(lines: readonly Enrolling[]): Promise<void> {
  for await (const { problem } of collections.enrolMany("staff", lines)) expect(problem).toBeUndefined();
}

const identify = (person: number, asked: Parameters<typeof client.identify>[2] = {}, card = before) =>
  client.identify("staff", face(person, card), asked);
const named = async (...asked: Parameters<typeof identify>) =>
  (await identify(...asked)).candidates.map(({ subject }) => subject);

describe("a filter", () => {
  beforeEach(async () => {
    await collections.declareFields("staff", { hall: "keyword", level: "number" });
    await enrol(
      Array.from({ length: 60 }, (_, i) => ({
        subject: `s-${i}`,
        template: face(i),
        metadata: { hall: String(i % 3), level: String(i) },
      })),
    );
  });

  test("[FIL1] leaves out whoever does not pass it, and finds whoever does", async () => {
    expect(await named(4)).toEqual(["s-4"]);
    expect(await named(4, { filter: { hall: { in: ["1"] } } })).toEqual(["s-4"]);
    expect(await named(4, { filter: { hall: { in: ["0", "2"] } } })).toEqual([]);
    expect(await named(4, { filter: { hall: { in: ["1"] }, level: { gte: 4, lt: 5 } } })).toEqual(["s-4"]);
    expect(await named(4, { filter: { hall: { in: ["1"] }, level: { gt: 4 } } })).toEqual([]);
  });

  test("[FIL4] tells how many were searched, and by how many the threshold is chosen", async () => {
    const { plan } = await identify(4, { filter: { hall: { in: ["1"] } } });
    expect(plan).toMatchObject([{ scope: "filter", subjects: 20, templates: 20, scanned: 20, exact: true }]);
    const { threshold } = await identify(4, { filter: { hall: { in: ["1"] } } });
    expect(threshold.fpir).toBeCloseTo(20e-9, 12);
  });

  test("[FIL3] that nobody passes is answered with nobody, and the plan says so", async () => {
    const { candidates, plan } = await identify(4, { filter: { hall: { in: ["9"] } } });
    expect(candidates).toEqual([]);
    expect(plan).toMatchObject([{ scope: "filter", subjects: 0, templates: 0, scanned: 0 }]);
  });

  test("[FIL2] by what is not declared is refused, also where nobody is enrolled", async () => {
    await expectProblem(identify(4, { filter: { floor: { in: ["1"] } } }), "unknown_filter");
    await expectProblem(identify(4, { filter: { hall: { gt: 3 } } }), "unknown_filter");
    await expectProblem(client.identify("empty", face(1), { filter: { hall: { in: ["1"] } } }), "unknown_filter");
  });

  test("[IDX1] sees who has come, gone or moved since it was asked before", async () => {
    const filter = { hall: { in: ["1"] } };
    expect(await named(4, { filter })).toEqual(["s-4"]);
    await client.erase({ collection: "staff", subject: "s-4" });
    expect(await named(4, { filter })).toEqual([]);
    await enrol([{ subject: "back", template: face(4), metadata: { hall: "1" } }]);
    expect(await named(4, { filter })).toEqual(["back"]);
    await enrol([{ subject: "back", template: face(4), metadata: { hall: "2" }, replace: true }]);
    expect(await named(4, { filter })).toEqual([]);
  });
});

describe("a collection that moves to another model", () => {
  const people = [1, 2, 3, 4];
  beforeEach(async () => {
    await enrol(people.map((person) => ({ subject: `s-${person}`, template: face(person) })));
    await collections.migrate("staff", after.modelId);
  });
  const reach = (...some: number[]) =>
    enrol(some.map((person) => ({ subject: `s-${person}`, template: face(person, after) })));
  const progress = async () => {
    const { migration } = await collections.state("staff");
    return migration && [migration.reached, migration.subjects];
  };

  test("[MOD2] says how far it has come, and finds people by either model", async () => {
    expect(await progress()).toEqual([0, 4]);
    await reach(1, 2);
    expect(await progress()).toEqual([2, 4]);
    expect(await named(1)).toEqual(["s-1"]);
    expect(await named(1, {}, after)).toEqual(["s-1"]);
    for (const person of people) {
      const { candidates, plan, reach: reached } = await identify(person, { successor: face(person, after) });
      expect(candidates.map(({ subject }) => subject)).toEqual([`s-${person}`]);
      expect(plan.map(({ modelId, templates }) => [modelId, templates])).toEqual([
        [before.modelId, 4],
        [after.modelId, 2],
      ]);
      expect(reached).toBeUndefined();
    }
  });

  test("[MOD3] a probe of the new model alone is told how many it could reach", async () => {
    await reach(1);
    expect(await identify(2, {}, after)).toMatchObject({ candidates: [], reach: { subjects: 1, of: 4 } });
    expect((await identify(2)).reach).toBeUndefined();
  });

  test("[MOD1] compares no template with a probe of another model", async () => {
    await enrol([{ subject: "double", template: { modelId: after.modelId, vector: face(1).vector } }]);
    expect(await named(1)).toEqual(["s-1"]);
  });

  test("[MOD2] is finished when everybody is reached, and then knows the new model alone", async () => {
    await reach(1, 2, 3);
    await expectProblem(collections.finishMigration("staff"), "migration_conflict");
    await reach(4);
    const { spaces, migration } = await collections.finishMigration("staff");
    expect([spaces, migration]).toEqual([[{ modelId: after.modelId, subjects: 4, templates: 4 }], undefined]);
    expect(await named(3, {}, after)).toEqual(["s-3"]);
    await expectProblem(identify(3), "model_mismatch");
    // Who does not know yet that it is over asks by both.
    expect(await named(3, { successor: face(3, after) })).toEqual(["s-3"]);
  });

  test("[MOD2] is undone with nothing lost", async () => {
    await reach(1, 2);
    const { spaces } = await collections.abandonMigration("staff");
    expect(spaces).toEqual([{ modelId: before.modelId, subjects: 4, templates: 4 }]);
    for (const person of people) expect(await named(person)).toEqual([`s-${person}`]);
    await expectProblem(identify(1, {}, after), "model_mismatch");
  });

  test("[MOD2] can let go of who was not reached", async () => {
    await reach(1);
    await collections.finishMigration("staff", { dropUnreached: true });
    expect(await named(1, {}, after)).toEqual(["s-1"]);
    expect((await client.read({ collection: "staff", subject: "s-1" })).templates).toHaveLength(1);
    await expectProblem(client.read({ collection: "staff", subject: "s-2" }), "unknown_subject");
  });
});

test("who looks like somebody is searched for by all views of them, and they themselves are left out", async () => {
  const [one, other] = [face(1), face(2)];
  const near = (template: Template) => {
    const vector = normalize(Array.from(template.vector, (value, i) => value + (i === 0 ? 0.05 : 0)));
    return { ...template, vector };
  };
  await enrol([
    { subject: "ada", template: one },
    { subject: "ada", template: other },
    { subject: "like-one", template: near(one) },
    { subject: "like-other", template: near(other) },
    { subject: "nobody", template: face(3) },
  ]);
  const { candidates, plan } = await collections.similar({ collection: "staff", subject: "ada" });
  expect(candidates.map(({ subject }) => subject).toSorted()).toEqual(["like-one", "like-other"]);
  expect(plan).toMatchObject([{ scope: "everyone", templates: 5, scanned: 10 }]);
});
