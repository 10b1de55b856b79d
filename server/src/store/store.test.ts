import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { normalize, vectorToBytes, type UnitVector } from "@likeness/sdk/core";
import { templatesPerSubject, type Enrolment, type SignedAudit } from "@likeness/sdk/host";
import { migrate } from "./schema.ts";
import { openStore, type Address, type EnrolledTemplate, type Store } from "./store.ts";

let directory: string;
let file: string;
let store: Store;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "likeness-store-"));
  file = join(directory, "server.sqlite");
  store = openStore(file, () => new Date("2026-01-02T03:04:05.678Z"));
});

afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function reopen() {
  store.close();
  store = openStore(file);
}

const ada: Address = { tenant: "acme", collection: "staff", subject: "ada" };
const bob: Address = { ...ada, subject: "bob" };
const withCode = (code: string) => expect.objectContaining({ name: "Problem", code });

const labelsOf = async (enrolling: Promise<EnrolledTemplate>[]) =>
  (await Promise.all(enrolling)).map(({ label }) => label);

/** All that is in a space. */
const vectorsIn = (spaceId: number) => {
  const labels = store.labels(spaceId);
  const vectors = store.vectors(labels, 4);
  return Array.from(labels, (label, i) => ({ label: Number(label), vector: vectors.subarray(i * 4, i * 4 + 4) }));
};

const vectorOf = (n: number) => normalize([Math.cos(n), Math.sin(n), Math.cos(n * 7), 0.1]);

function enrolment(
  vector: UnitVector = vectorOf(1),
  changes: Partial<Enrolment> & { modelId?: string } = {},
): Enrolment {
  const { modelId = "model@1", ...rest } = changes;
  return {
    template: { modelId, vector },
    metadata: undefined,
    replace: false,
    quality: undefined,
    consent: undefined,
    idempotency: undefined,
    ...rest,
  };
}

/** The space of a model in the collection of these tests. */
const spaceOf = (modelId = "model@1") => store.spaces("acme", "staff").find((space) => space.modelId === modelId);

describe("a subject", () => {
  test("is unknown until it is enrolled", async () => {
    expect(store.subject(ada)).toBeUndefined();
    expect(store.spaces("acme", "staff")).toEqual([]);
  });

  test("is what was enrolled of it, in that order", async () => {
    const first = await store.enrol(ada, enrolment(vectorOf(1)));
    const second = await store.enrol(ada, enrolment(vectorOf(2)));
    const enrolledAt = "2026-01-02T03:04:05.678Z";
    expect(first).toMatchObject({ enrolledAt, templates: 1, isNew: true });
    expect(second).toMatchObject({ enrolledAt, templates: 2, isNew: true });
    expect(first.templateId).not.toBe(second.templateId);
    const modelId = "model@1";
    expect(store.subject(ada)).toEqual({
      subject: "ada",
      modelId,
      metadata: {},
      templates: [
        { label: first.label, templateId: first.templateId, modelId, enrolledAt, vector: vectorOf(1) },
        { label: second.label, templateId: second.templateId, modelId, enrolledAt, vector: vectorOf(2) },
      ],
    });
  });

  test("is the same after a restart, each vector to the bit", async () => {
    for (let n = 0; n < 5; n++) await store.enrol(ada, enrolment(vectorOf(n), { metadata: { hall: "7" } }));
    const before = store.subject(ada);
    reopen();
    expect(store.subject(ada)).toEqual(before);
    const bits = ({ buffer }: UnitVector) => [...new Uint32Array(buffer)];
    expect(store.subject(ada)?.templates.map(({ vector }) => bits(vector))).toEqual(
      [0, 1, 2, 3, 4].map((n) => bits(vectorOf(n))),
    );
  });

  test("keeps its metadata when an enrolment brings none, and has it replaced as a whole otherwise", async () => {
    await store.enrol(ada, enrolment(vectorOf(1), { metadata: { hall: "7", shift: "night" } }));
    await store.enrol(ada, enrolment(vectorOf(2)));
    expect(store.subject(ada)?.metadata).toEqual({ hall: "7", shift: "night" });
    await store.enrol(ada, enrolment(vectorOf(3), { metadata: { hall: "8" } }));
    expect(store.subject(ada)?.metadata).toEqual({ hall: "8" });
    await store.enrol(ada, enrolment(vectorOf(4), { metadata: {} }));
    expect(store.subject(ada)?.metadata).toEqual({});
  });

  test("takes so many templates; one more is refused and changes nothing", async () => {
    for (let n = 0; n < templatesPerSubject; n++)
      await store.enrol(ada, enrolment(vectorOf(n), { metadata: { n: `${n}` } }));
    const before = store.subject(ada);
    expect(before?.templates).toHaveLength(16);
    await expect(store.enrol(ada, enrolment(vectorOf(99), { metadata: { n: "99" } }))).rejects.toThrow(
      withCode("subject_full"),
    );
    expect(store.subject(ada)).toEqual(before);
    expect((await store.enrol(bob, enrolment())).templates).toBe(1);
  });

  test("is gone when it is erased, and the answer names the labels of its templates", async () => {
    const labels = await labelsOf([1, 2].map((n) => store.enrol(ada, enrolment(vectorOf(n)))));
    const { spaceId } = await store.enrol(bob, enrolment());
    expect(await store.erase(ada)).toEqual([{ spaceId, labels }]);
    expect(store.subject(ada)).toBeUndefined();
    expect(await store.erase(ada)).toBeUndefined();
    reopen();
    expect(store.subject(ada)).toBeUndefined();
    expect(store.subject(bob)?.templates).toHaveLength(1);
  });

  test.each([
    { when: "at once", andThen: () => {} },
    { when: "after a restart", andThen: reopen },
  ])("[STO7] leaves no trace in any file when it is erased: $when", async ({ andThen }) => {
    const filesWith = (bytes: Buffer) =>
      readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(bytes));

    const bytes = Buffer.from(vectorToBytes(vectorOf(42)));
    await store.enrol(ada, enrolment(vectorOf(42), { metadata: { note: "erase-me" } }));
    await store.enrol(bob, enrolment());
    expect(filesWith(bytes)).toHaveLength(1);
    await store.erase(ada);
    andThen();
    expect(filesWith(bytes)).toEqual([]);
    expect(filesWith(Buffer.from("erase-me"))).toEqual([]);
  });
});

describe("a collection", () => {
  test("has a space for each model; a subject is in one, and is refused by another model, which changes nothing", async () => {
    await store.enrol(ada, enrolment());
    await store.enrol(bob, enrolment(vectorOf(2), { modelId: "model@2" }));
    const before = [store.subject(ada), store.subject(bob), store.spaces("acme", "staff")];
    await expect(store.enrol(ada, enrolment(vectorOf(3), { modelId: "model@2" }))).rejects.toThrow(withCode("model_mismatch"));
    await expect(store.enrol(bob, enrolment(vectorOf(3), { modelId: "model@3" }))).rejects.toThrow(withCode("model_mismatch"));
    expect([store.subject(ada), store.subject(bob), store.spaces("acme", "staff")]).toEqual(before);
    expect(spaceOf("model@1")).toMatchObject({ subjects: 1, templates: 1 });
    expect(spaceOf("model@2")).toMatchObject({ subjects: 1, templates: 1 });
  });

  test("has no space that nobody is in", async () => {
    for (const [who, modelId] of [[ada, "model@1"], [bob, "model@2"]] as const) {
      await store.enrol(who, enrolment(vectorOf(1), { modelId }));
    }
    await store.erase(ada);
    expect(store.spaces("acme", "staff").map(({ modelId }) => modelId)).toEqual(["model@2"]);
    await store.erase(bob);
    expect(store.spaces("acme", "staff")).toEqual([]);
    await store.enrol(ada, enrolment(vectorOf(2), { modelId: "model@2" }));
    expect(spaceOf("model@2")).toMatchObject({ subjects: 1 });
  });

  test("that nobody is in is forgotten, by its name too", async () => {
    const member = { ...ada, collection: "secret-society" };
    await store.enrol(member, enrolment());
    await store.erase(member);
    expect(readFileSync(file).includes("secret-society")).toBe(false);
  });

  test("has spaces whose numbers are never used again: whoever holds one cannot come to mean another tenant's", async () => {
    const { spaceId } = await store.enrol(ada, enrolment());
    await store.erase(ada);
    expect((await store.enrol({ ...ada, tenant: "globex" }, enrolment())).spaceId).not.toBe(spaceId);
  });

  test("counts its subjects and templates, and lists every vector by its label", async () => {
    const enrolled = await Promise.all([ada, ada, bob].map((who, n) => store.enrol(who, enrolment(vectorOf(n)))));
    await store.enrol({ ...ada, collection: "guests" }, enrolment(vectorOf(9)));
    const { id } = spaceOf()!;
    expect(store.spaces("acme", "staff")).toMatchObject([{ id, modelId: "model@1", subjects: 2, templates: 3 }]);
    expect(enrolled.map(({ spaceId }) => spaceId)).toEqual([id, id, id]);
    expect(vectorsIn(id)).toEqual(enrolled.map(({ label }, n) => ({ label, vector: vectorOf(n) })));
  });

  test("of one tenant is nothing to another of the same names", async () => {
    const elsewhere = { ...ada, tenant: "globex" };
    const here = await store.enrol(ada, enrolment(vectorOf(1), { metadata: { of: "acme" } }));
    expect(store.subject(elsewhere)).toBeUndefined();
    expect(await store.erase(elsewhere)).toBeUndefined();
    const there = await store.enrol(elsewhere, enrolment(vectorOf(2), { modelId: "model@2" }));
    expect(there.spaceId).not.toBe(here.spaceId);
    expect(vectorsIn(here.spaceId).map(({ label }) => label)).toEqual([here.label]);
    await store.erase(elsewhere);
    expect(store.subject(ada)).toMatchObject({ modelId: "model@1", metadata: { of: "acme" } });
  });
});

describe("a replacement", () => {
  const replacing = (n: number, changes: Parameters<typeof enrolment>[1] = {}) =>
    enrolment(vectorOf(n), { replace: true, ...changes });

  test("drops what the subject had in the same step, keeps its metadata, and tells the labels that are gone", async () => {
    const labels = await labelsOf(
      [1, 2].map((n) => store.enrol(ada, enrolment(vectorOf(n), { metadata: { hall: "7" } }))),
    );
    await store.enrol(bob, enrolment(vectorOf(3)));
    const { spaceId, label, dropped, templates } = await store.enrol(ada, replacing(4));
    expect({ dropped, templates }).toEqual({ dropped: [{ spaceId, labels }], templates: 1 });
    expect(store.subject(ada)).toMatchObject({ metadata: { hall: "7" }, templates: [{ vector: vectorOf(4) }] });
    expect(spaceOf()).toMatchObject({ subjects: 2, templates: 2 });
    expect(vectorsIn(spaceId).map((entry) => entry.label)).toContain(label);
    expect(labels.map(store.subjectOf)).toEqual([undefined, undefined]);
  });

  test("moves the subject to another model's space, with its audits, and leaves no empty one", async () => {
    const before = await store.enrol(ada, enrolment(vectorOf(1), { metadata: { hall: "7" } }));
    const audit = { id: "id-1", grant: "g", begins: "b", sequence: 1, previous: "b", signed: "audit" };
    await store.keepAudits(ada, [audit]);
    const after = await store.enrol(ada, replacing(2, { modelId: "model@2" }));
    expect(after.dropped).toEqual([{ spaceId: before.spaceId, labels: [before.label] }]);
    expect(store.subject(ada)).toMatchObject({ modelId: "model@2", metadata: { hall: "7" } });
    expect(store.spaces("acme", "staff")).toMatchObject([
      { id: after.spaceId, modelId: "model@2", subjects: 1, templates: 1 },
    ]);
    expect(vectorsIn(before.spaceId)).toEqual([]);
    expect(store.audits(ada, { after: 0, limit: 10 })?.audits).toHaveLength(1);
    reopen();
    expect(store.subject(ada)).toMatchObject({ modelId: "model@2" });
  });

  test("makes room in a subject that is full", async () => {
    for (let n = 0; n < templatesPerSubject; n++) await store.enrol(ada, enrolment(vectorOf(n)));
    expect(await store.enrol(ada, replacing(99))).toMatchObject({ templates: 1 });
  });

  test("of nobody is an enrolment", async () => {
    expect(await store.enrol(ada, replacing(1))).toMatchObject({ templates: 1, isNew: true, dropped: [] });
  });

  test("sent again is the one it was", async () => {
    const idempotency = { key: "once", digest: "d1" };
    const first = await store.enrol(ada, replacing(1, { idempotency }));
    await store.enrol(ada, enrolment(vectorOf(2)));
    expect(await store.enrol(ada, replacing(1, { idempotency }))).toEqual({ ...first, isNew: false, dropped: [] });
    expect(store.subject(ada)?.templates).toHaveLength(2);
  });

  test("leaves no trace of what it has replaced in any file", async () => {
    const bytes = Buffer.from(vectorToBytes(vectorOf(42)));
    await store.enrol(ada, enrolment(vectorOf(42)));
    await store.enrol(ada, replacing(1));
    const found = readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(bytes));
    expect(found).toEqual([]);
  });
});

describe("[OUT3] a change with a number", () => {
  const by = (key: string) => ({ idempotency: { key, digest: key } });
  const superseded = withCode("superseded");

  test("is applied once: again, an enrolment gives its answer, and nothing is stored", async () => {
    const first = await store.enrol(ada, enrolment(vectorOf(1), by("t1")), 10);
    await store.enrol(ada, enrolment(vectorOf(2), by("t2")), 11);
    const before = store.subject(ada);
    expect(await store.enrol(ada, enrolment(vectorOf(1), by("t1")), 10)).toEqual({ ...first, isNew: false });
    expect(store.subject(ada)).toEqual(before);
  });

  test("that was overtaken changes nothing", async () => {
    await store.enrol(ada, enrolment(vectorOf(1), by("t1")), 10);
    await store.enrol(ada, enrolment(vectorOf(3), { ...by("t3"), replace: true }), 12);
    const before = store.subject(ada);
    for (const sequence of [9, 10, 11, 12]) {
      for (const replace of [false, true]) {
        const late = enrolment(vectorOf(2), { ...by("t2"), replace });
        await expect(store.enrol(ada, late, sequence)).rejects.toThrow(superseded);
      }
      await expect(store.erase(ada, sequence)).rejects.toThrow(superseded);
    }
    expect(store.subject(ada)).toEqual(before);
  });

  test("brings nobody back who was erased after it, also not after a restart", async () => {
    await store.enrol(ada, enrolment(vectorOf(1), by("t1")), 10);
    await store.erase(ada, 11);
    store.close();
    store = openStore(file, () => new Date("2026-01-02T03:04:06Z"));
    await expect(store.enrol(ada, enrolment(vectorOf(1), by("t1")), 10)).rejects.toThrow(superseded);
    expect(store.subject(ada)).toBeUndefined();
    expect(await store.enrol(ada, enrolment(vectorOf(2), by("t2")), 12)).toMatchObject({ templates: 1 });
  });

  test("counts though there was nothing to erase: the enrolment that it overtook comes too late", async () => {
    expect(await store.erase(ada, 11)).toBeUndefined();
    await expect(store.enrol(ada, enrolment(vectorOf(1), by("t1")), 10)).rejects.toThrow(superseded);
  });

  test("that is refused does not count", async () => {
    await store.enrol(ada, enrolment(), 10);
    const other = enrolment(vectorOf(2), { modelId: "model@2" });
    await expect(store.enrol(ada, other, 12)).rejects.toThrow(withCode("model_mismatch"));
    expect(await store.enrol(ada, enrolment(vectorOf(3)), 11)).toMatchObject({ templates: 2 });
  });

  test("is of its subject alone: others, of whatever collection and tenant, have their own", async () => {
    await store.enrol(ada, enrolment(), 10);
    for (const changes of [{ subject: "bob" }, { collection: "guests" }, { tenant: "globex" }]) {
      expect(await store.enrol({ ...ada, ...changes }, enrolment(), 1)).toMatchObject({ isNew: true });
    }
    // Names that run together are two subjects all the same.
    await store.enrol({ tenant: "a", collection: "bc", subject: "d" }, enrolment(), 10);
    expect(await store.enrol({ tenant: "ab", collection: "c", subject: "d" }, enrolment(), 1)).toMatchObject({ isNew: true });
  });

  test("does not hold changes up that have none", async () => {
    await store.enrol(ada, enrolment(), 10);
    expect(await store.enrol(ada, enrolment(vectorOf(2)))).toMatchObject({ templates: 2 });
    expect(await store.erase(ada)).toMatchObject([{ labels: [1, 2] }]);
    expect(await store.enrol(ada, enrolment())).toMatchObject({ templates: 1 });
  });

  test("is remembered for a week, without the subject's name", async () => {
    store.close();
    let now = Date.parse("2026-01-02T03:04:05Z");
    store = openStore(file, () => new Date(now));
    const erased = { ...ada, subject: "erased-name" };
    await store.enrol(erased, enrolment(), 10);
    await store.erase(erased, 11);
    const inFile = (text: string) => readFileSync(file).includes(text);
    expect(inFile("erased-name")).toBe(false);
    now += 7 * 24 * 3_600_000;
    await store.enrol(bob, enrolment(), 1);
    await expect(store.enrol(erased, enrolment(), 10)).rejects.toThrow(superseded);
    now += 1;
    await store.enrol(bob, enrolment(), 2);
    expect(await store.enrol(erased, enrolment(), 10)).toMatchObject({ isNew: true });
  });
});

describe("an idempotency key", () => {
  const once = { key: "once", digest: "d1" };

  test("gives the first answer again, and nothing is stored twice", async () => {
    const first = await store.enrol(ada, enrolment(vectorOf(1), { idempotency: once }));
    await store.enrol(ada, enrolment(vectorOf(2), { metadata: { hall: "8" } }));
    reopen();
    const again = await store.enrol(ada, enrolment(vectorOf(1), { idempotency: once, metadata: { hall: "7" } }));
    expect(again).toEqual({ ...first, isNew: false });
    expect(store.subject(ada)?.templates).toHaveLength(2);
    expect(store.subject(ada)?.metadata).toEqual({ hall: "8" });
  });

  test("gives the first answer even when the subject has become full", async () => {
    const first = await store.enrol(ada, enrolment(vectorOf(1), { idempotency: once }));
    for (let n = 1; n < templatesPerSubject; n++) await store.enrol(ada, enrolment(vectorOf(n)));
    expect(await store.enrol(ada, enrolment(vectorOf(1), { idempotency: once }))).toEqual({
      ...first,
      isNew: false,
    });
  });

  test("with another body is refused and changes nothing", async () => {
    await store.enrol(ada, enrolment(vectorOf(1), { idempotency: once }));
    const before = store.subject(ada);
    const other = enrolment(vectorOf(2), {
      idempotency: { key: "once", digest: "d2" },
      metadata: { hall: "7" },
    });
    await expect(store.enrol(ada, other)).rejects.toThrow(withCode("idempotency_key_reused"));
    expect(store.subject(ada)).toEqual(before);
  });

  test("belongs to its subject: another may use the same", async () => {
    await store.enrol(ada, enrolment(vectorOf(1), { idempotency: once }));
    const other = enrolment(vectorOf(2), { idempotency: { key: "once", digest: "d2" } });
    expect(await store.enrol(bob, other)).toMatchObject({ templates: 1, isNew: true });
  });
});

describe("audits", () => {
  const audit = (sequence: number, changes: Partial<SignedAudit> = {}): SignedAudit => ({
    id: `id-${sequence}`,
    grant: "grant-1",
    begins: "the grant",
    sequence,
    previous: sequence === 1 ? "the grant" : `id-${sequence - 1}`,
    signed: `audit ${sequence}`,
    ...changes,
  });
  const page = (after = 0, limit = 10) => store.audits(ada, { after, limit });
  const chains = () => page()!.audits.map(({ signed, chain }) => [signed, chain]);

  test("are nobody's who is not enrolled", async () => {
    expect(await store.keepAudits(ada, [audit(1)])).toBeUndefined();
    expect(page()).toBeUndefined();
  });

  test("[OFF17] are there after a restart, each once", async () => {
    await store.enrol(ada, enrolment());
    expect(await store.keepAudits(ada, [audit(1), audit(2)])).toEqual({ added: 2, known: 0 });
    expect(await store.keepAudits(ada, [audit(2), audit(3)])).toEqual({ added: 1, known: 1 });
    reopen();
    expect(await store.keepAudits(ada, [audit(3)])).toEqual({ added: 0, known: 1 });
    expect(page()).toEqual({
      audits: [1, 2, 3].map((n) => ({
        signed: `audit ${n}`,
        receivedAt: "2026-01-02T03:04:05.678Z",
        chain: "whole",
      })),
      next: undefined,
    });
  });

  test("are read in the order they came, a page at a time", async () => {
    await store.enrol(ada, enrolment());
    await store.keepAudits(ada, [audit(1), audit(2), audit(3)]);
    const first = page(0, 2)!;
    expect(first.audits).toHaveLength(2);
    expect(page(first.next, 2)).toMatchObject({ audits: [{ signed: "audit 3" }], next: undefined });
  });

  test("[OFF19] without the one before are a gap, until it comes", async () => {
    await store.enrol(ada, enrolment());
    await store.keepAudits(ada, [audit(3), audit(1)]);
    expect(chains()).toEqual([["audit 3", "gap"], ["audit 1", "whole"]]);
    await store.keepAudits(ada, [audit(2)]);
    expect(chains().map(([, chain]) => chain)).toEqual(["whole", "whole", "whole"]);
  });

  test("[OFF19] that name another beginning or another one before them are a gap", async () => {
    await store.enrol(ada, enrolment());
    await store.keepAudits(ada, [audit(1, { previous: "another grant" }), audit(2, { previous: "id-9" })]);
    expect(chains().map(([, chain]) => chain)).toEqual(["gap", "gap"]);
  });

  test("[OFF19] of one number and one grant are a fork, of two grants they are not", async () => {
    await store.enrol(ada, enrolment());
    await store.keepAudits(ada, [audit(1), audit(1, { id: "other", signed: "other" })]);
    await store.keepAudits(ada, [audit(1, { id: "apart", signed: "apart", grant: "grant-2" })]);
    expect(chains()).toEqual([["audit 1", "fork"], ["other", "fork"], ["apart", "whole"]]);
  });

  test("[OFF20] go with their subject, and no other's", async () => {
    for (const address of [ada, bob]) await store.enrol(address, enrolment());
    for (const address of [ada, bob]) await store.keepAudits(address, [audit(1)]);
    await store.erase(ada);
    await store.enrol(ada, enrolment());
    expect(page()).toEqual({ audits: [], next: undefined });
    expect(store.audits(bob, { after: 0, limit: 10 })?.audits).toHaveLength(1);
  });
});

describe("a label", () => {
  test("leads to its subject until that is erased", async () => {
    const { label } = await store.enrol(ada, enrolment());
    expect(store.subjectOf(label)).toBe("ada");
    await store.erase(ada);
    expect(store.subjectOf(label)).toBeUndefined();
  });

  test("is never used again, though it was the last and the store has been closed since", async () => {
    const { label } = await store.enrol(ada, enrolment());
    await store.erase(ada);
    expect((await store.enrol(bob, enrolment())).label).toBeGreaterThan(label);
    await store.erase(bob);
    reopen();
    expect((await store.enrol(ada, enrolment())).label).toBeGreaterThan(label + 1);
  });
});

test("an enrolment that fails in the middle changes nothing, and the next one works", async () => {
  store.close();
  let broken = true;
  store = openStore(file, () => {
    // The collection, the subject and its metadata are written by now.
    if (broken) throw new Error("no time");
    return new Date();
  });
  await expect(store.enrol(ada, enrolment(vectorOf(1), { metadata: { hall: "7" } }))).rejects.toThrow("no time");
  expect(store.subject(ada)).toBeUndefined();
  expect(store.spaces("acme", "staff")).toEqual([]);
  broken = false;
  expect(await store.enrol(ada, enrolment())).toMatchObject({ templates: 1 });
  expect(store.subject(ada)?.metadata).toEqual({});
});

describe("the file", () => {
  test("is one store's alone while it is open", async () => {
    await store.enrol(ada, enrolment());
    expect(() => openStore(file)).toThrow("database is locked");
    expect(store.subject(ada)?.templates).toHaveLength(1);
  });

  test("is one store's alone from the first moment, though nothing was written", async () => {
    expect(() => openStore(file)).toThrow("database is locked");
  });

  describe("of an earlier release is brought to the present, and keeps what it has:", () => {
    /** As a release has left it that knew so many steps. */
    function written(version: number, rows: string) {
      store.close();
      rmSync(file);
      const database = new DatabaseSync(file);
      database.exec("PRAGMA foreign_keys = ON");
      migrate(database, version);
      database.exec(rows);
      database.close();
      store = openStore(file);
    }

    const vector = (n: number) => `x'${Buffer.from(vectorToBytes(vectorOf(n))).toString("hex")}'`;
    const people = `
      INSERT INTO collections (id, tenant, name, model_id, subjects, templates) VALUES
        (3, 'acme', 'staff', 'model@1', 2, 3), (7, 'acme', 'guests', 'model@2', 1, 1);
      INSERT INTO subjects (id, collection_id, name, metadata) VALUES
        (1, 3, 'ada', '{"hall":"7"}'), (2, 3, 'bob', '{}'), (3, 7, 'ada', '{}');
      INSERT INTO templates (subject_id, template_id, vector, enrolled_at) VALUES
        (1, 't1', ${vector(1)}, 'then'), (1, 't2', ${vector(2)}, 'then'), (2, 't3', ${vector(3)}, 'then'),
        (3, 't4', ${vector(4)}, 'then');`;

    test.each([1, 2])("[STO5] %d", async (version) => {
      written(version, people);
      const modelId = "model@1";
      expect(store.subject(ada)).toEqual({
        subject: "ada",
        modelId,
        metadata: { hall: "7" },
        templates: [1, 2].map((n) => ({
          label: n,
          templateId: `t${n}`,
          modelId,
          enrolledAt: "then",
          vector: vectorOf(n),
        })),
      });
      expect(store.spaces("acme", "staff")).toMatchObject([{ id: 3, modelId, dimension: 4, subjects: 2, templates: 3 }]);
      expect(store.subject({ ...ada, collection: "guests" })).toMatchObject({ modelId: "model@2" });
      expect(store.audits(ada, { after: 0, limit: 10 })).toEqual({ audits: [], next: undefined });
      const moved = await store.enrol(ada, enrolment(vectorOf(9), { modelId: "model@2", replace: true }));
      expect(moved.spaceId).toBeGreaterThan(7);
      expect(spaceOf()).toMatchObject({ subjects: 1, templates: 1 });
      await store.erase(bob);
      expect(store.spaces("acme", "staff").map(({ id }) => id)).toEqual([moved.spaceId]);
    });

    test("2, with its audits", async () => {
      const audit = "(1, 1, 'id-1', 'grant-1', 'the grant', 1, 'the grant', 'audit 1', 'then')";
      written(2, `${people} INSERT INTO audits VALUES ${audit};`);
      expect(store.audits(ada, { after: 0, limit: 10 })?.audits).toMatchObject([{ signed: "audit 1", chain: "whole" }]);
    });
  });

  describe("of a later release", () => {
    const setVersion = (version: number) => {
      const database = new DatabaseSync(file);
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
    };

    beforeEach(() => {
      store.close();
      store = openStore(":memory:");
      setVersion(5);
    });

    test("is refused and left as it is", async () => {
      const before = readFileSync(file);
      expect(() => openStore(file)).toThrow("the store has schema 5; this release knows up to 4");
      expect(readFileSync(file).equals(before)).toBe(true);
    });

    test("is let go once it is refused", async () => {
      expect(() => openStore(file)).toThrow();
      expect(() => setVersion(4)).not.toThrow();
    });
  });

  test("that is no database is refused", async () => {
    expect(() => openStore(new URL(import.meta.url).pathname)).toThrow("file is not a database");
  });

  test("[STO6] with a damaged vector in it gives no subject rather than a wrong one", async () => {
    await store.enrol(ada, enrolment());
    store.close();
    const database = new DatabaseSync(file);
    database.exec("UPDATE templates SET vector = zeroblob(16)");
    database.close();
    store = openStore(file);
    expect(() => store.subject(ada)).toThrow(withCode("store_damaged"));
  });
});
