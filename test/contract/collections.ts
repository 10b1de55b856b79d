import { describe, expect, test } from "vitest";
import { createCollectionsClient, type Enrolling, type Enrolment } from "@likeness/sdk/client";
import { decodeTemplate } from "@likeness/sdk/core";
import card from "../../models/cards/dlib-resnet.json" with { type: "json" };
import { keys } from "../fixtures/keys.ts";
import type { HostUnderTest } from "./host.ts";
import { expectProblem, view } from "./people.ts";

const all = async <Item>(items: AsyncIterable<Item>) => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};

/** What every host must do that has collections as a whole. */
export function collectionsSuite(name: string, host: () => Omit<HostUnderTest, "client">): void {
  const by = (key: string) => {
    const { endpoint, fetch } = host();
    return createCollectionsClient({ endpoint, key, fetch });
  };
  const named = (suffix: string) => `${host().collection}-${suffix}`;

  describe(`collections on the ${name}`, () => {
    const ways = [true, false];

    test.each(ways)("[ADM4] in a batch a bad line alone is refused; streaming: %s", async (streaming) => {
      const collection = named(`batch-${streaming}`);
      const wrong = { subject: "eve", template: { ...view(1, 0), modelId: "nobody@0000" } };
      const lines: Enrolling[] = [
        ...Array.from({ length: 20 }, (_, i) => ({ subject: `s-${i}`, template: view(i, 0) })),
        wrong,
        { subject: "s-0", template: view(0, 1), metadata: { hall: "7" } },
      ];
      const outcomes = await all(by(keys.plain).enrolMany(collection, lines, { streaming }));
      const wanted = lines.map(({ subject }, i) => [i + 1, subject]);
      expect(outcomes.map(({ line, subject }) => [line, subject])).toEqual(wanted);
      const problems = outcomes.filter(({ problem }) => problem);
      expect(problems).toMatchObject([{ line: 21, problem: { code: "unknown_model" } }]);
      const { spaces } = await by(keys.plain).state(collection);
      expect(spaces).toEqual([{ modelId: card.modelId, subjects: 20, templates: 21 }]);
    });

    test("a line that is sent again by its key is enrolled once", async () => {
      const collection = named("again");
      const lines = [{ subject: "ada", template: view(1, 0), idempotencyKey: "once" }];
      const once = await all(by(keys.plain).enrolMany(collection, lines));
      expect(await all(by(keys.plain).enrolMany(collection, lines))).toEqual(once);
      const other = [{ ...lines[0]!, quality: 0.5 }];
      const [reused] = await all(by(keys.plain).enrolMany(collection, other));
      expect(reused?.problem?.code).toBe("idempotency_key_reused");
    });

    test("a subject that has as many templates as are kept refuses the next, and no other", async () => {
      const lines = Array.from({ length: 17 }, (_, i) => ({ subject: "ada", template: view(2, i) }));
      const bob = { subject: "bob", template: view(3, 0) };
      const outcomes = await all(by(keys.plain).enrolMany(named("full"), [...lines, bob]));
      const codes = outcomes.map(({ problem }: Enrolment) => problem?.code);
      expect(codes).toEqual([...Array.from({ length: 16 }), "subject_full", undefined]);
    });

    test("subjects are listed in the order of their names, a page at a time, by a filter", async () => {
      const collection = named("listed");
      const acme = by(keys.plain);
      expect((await acme.declareFields(collection, { hall: "keyword" })).fields).toEqual({ hall: "keyword" });
      const names = ["b", "B", "a.1", "a", "a~", "a-"];
      const lines = names.map((subject, i) => ({ subject, template: view(i, 0), metadata: { hall: String(i % 2) } }));
      await all(acme.enrolMany(collection, lines));
      const subjectsOf = async (options: object) =>
        (await all(acme.subjects(collection, options))).map(({ subject }) => subject);
      expect(await subjectsOf({ limit: 2 })).toEqual(names.toSorted());
      expect(await subjectsOf({ limit: 1, filter: { hall: { in: ["1"] } } })).toEqual(["B", "a", "a-"].toSorted());
      expect(await subjectsOf({ filter: { hall: { in: ["9"] } } })).toEqual([]);
      await expectProblem(acme.subjectPage(collection, { filter: { floor: { in: ["1"] } } }), "unknown_filter");
      await expectProblem(acme.declareFields(collection, { hall: "number" }), "invalid_request");
    });

    test("what was enrolled is exported as it was, by a key that may", async () => {
      const collection = named("exported");
      const metadata = { hall: "7" };
      const lines = [1, 2].map((person) => ({ subject: `s-${person}`, template: view(person, 0), metadata }));
      await all(by(keys.plain).enrolMany(collection, lines));
      const exported = await all(by(keys.export).exportTemplates(collection));
      const read = exported.map(({ subject, metadata, template }) => ({
        subject,
        metadata,
        template: decodeTemplate(template, card.dimension),
      }));
      expect(read.toSorted((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual(lines);
      await expectProblem(all(by(keys.plain).exportTemplates(collection)), "key_not_allowed");
      await expectProblem(all(by(keys.export).exportTemplates(named("nowhere"))), "unknown_collection");
    });

    test("who looks like somebody is found, and who is enrolled twice", async () => {
      const collection = named("alike");
      const acme = by(keys.plain);
      const lines = [
        { subject: "ada", template: view(40, 0) },
        { subject: "ada-again", template: view(40, 1) },
        { subject: "bob", template: view(41, 0) },
      ];
      await all(acme.enrolMany(collection, lines));
      const { candidates, plan } = await acme.similar({ collection, subject: "ada" });
      expect(candidates).toEqual([{ subject: "ada-again" }]);
      expect(plan).toMatchObject([{ scope: "everyone", exact: true }]);
      expect((await acme.similar({ collection, subject: "bob" })).candidates).toEqual([]);
      await expectProblem(acme.similar({ collection, subject: "nobody" }), "unknown_subject");
      expect(await all(acme.groups(collection))).toEqual([["ada", "ada-again"]]);
    });

    test("a collection of one tenant is not another's, and one that is not there is not known", async () => {
      const collection = named("owned");
      await all(by(keys.plain).enrolMany(collection, [{ subject: "ada", template: view(1, 0) }]));
      await expectProblem(by(keys.other).state(collection), "unknown_collection");
      await expectProblem(by(keys.plain).state(named("nowhere")), "unknown_collection");
    });

    test("a move that was not begun can be neither finished nor undone", async () => {
      const collection = named("unmoved");
      await all(by(keys.plain).enrolMany(collection, [{ subject: "ada", template: view(1, 0) }]));
      await expectProblem(by(keys.plain).finishMigration(collection), "migration_conflict");
      await expectProblem(by(keys.plain).abandonMigration(collection), "migration_conflict");
      await expectProblem(by(keys.plain).migrate(collection, card.modelId), "migration_conflict");
      await expectProblem(by(keys.plain).migrate(collection, "nobody@0000"), "unknown_model");
    });
  });
}
