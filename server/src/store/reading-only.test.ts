import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import type { Enrolment } from "@likeness/sdk/host";
import { openDatabase } from "./database.ts";
import { openStore, type Store } from "./store.ts";

let folder: string;
let store: Store;
const now = () => new Date("2026-01-02T03:04:05Z");
const copied = () => join(folder, "copy.sqlite");
const reading = () => openStore(copied(), now, { readOnly: true });

const ada = { tenant: "acme", collection: "staff", subject: "ada" };
const enrolment = (vector: readonly number[], metadata = {}): Enrolment => ({
  template: { modelId: "model@1", vector: normalize(vector) },
  metadata,
  replace: false,
  quality: undefined,
  consent: undefined,
  idempotency: undefined,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "likeness-copy-"));
  store = openStore(join(folder, "server.sqlite"), now);
  await store.declare("acme", "staff", { hall: "keyword" });
  await store.enrol(ada, enrolment([1, 2, 3], { hall: "7" }));
  await store.enrol({ ...ada, subject: "bob" }, enrolment([3, 2, 1], { hall: "8" }));
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

test("what was asked for is made when the store is closed, and nothing after", async () => {
  const enrolling = store.enrol(ada, enrolment([1, 1, 1]));
  store.close();
  expect(await enrolling).toMatchObject({ templates: 2 });
  await setImmediate();
  store = openStore(join(folder, "server.sqlite"), now);
  expect(store.subject(ada)?.templates).toHaveLength(2);
});

describe("a copy", () => {
  test("reads as the store did, by several at once, and leaves no file beside it", async () => {
    await store.copy(copied());
    const before = readFileSync(copied());
    const [one, other] = [reading(), reading()];
    const [space] = one.spaces("acme", "staff");
    expect(space).toEqual(store.spaces("acme", "staff")[0]);
    expect(one.subject(ada)).toEqual(store.subject(ada));
    expect(one.labels(space!.id)).toEqual(store.labels(space!.id));
    expect(other.scopeOf(space!.id, { hall: { in: ["7"] } })).toEqual(store.scopeOf(space!.id, { hall: { in: ["7"] } }));
    expect(await other.list("acme", "staff", { after: undefined, limit: 9, filter: undefined })).toEqual(
      await store.list("acme", "staff", { after: undefined, limit: 9, filter: undefined }),
    );
    for await (const { findings } of one.check()) expect(findings).toEqual([]);
    one.close();
    other.close();
    expect(readdirSync(folder).filter((name) => name.startsWith("copy"))).toEqual(["copy.sqlite"]);
    expect(readFileSync(copied())).toEqual(before);
  });

  test("is what there was when it was made, and knows which changes that takes in", async () => {
    const { epoch, change } = store;
    await store.copy(copied());
    await store.erase(ada);
    const copy = reading();
    expect(copy.subject(ada)?.templates).toHaveLength(1);
    expect([copy.identity, copy.epoch, copy.change]).toEqual([store.identity, epoch, change]);
    expect([copy.hasMade(epoch, change), copy.hasMade(epoch, change + 1)]).toEqual([true, false]);
    copy.close();
  });

  test("takes in what was asked for before it", async () => {
    const enrolling = store.enrol({ ...ada, subject: "cyd" }, enrolment([1, 1, 1]));
    await store.copy(copied());
    await enrolling;
    const copy = reading();
    expect(copy.subject({ ...ada, subject: "cyd" })?.templates).toHaveLength(1);
    copy.close();
  });

  test("refuses every change, and has the same bytes after", async () => {
    await store.copy(copied());
    const before = readFileSync(copied());
    const copy = reading();
    const changes = [
      copy.enrol(ada, enrolment([1, 1, 1])),
      copy.erase(ada),
      copy.keepAudits(ada, []),
      copy.declare("acme", "staff", { floor: "number" }),
      copy.beginMigration("acme", "staff", "model@2"),
      copy.finishMigration("acme", "staff", true),
      copy.abandonMigration("acme", "staff"),
      copy.compact(),
    ];
    for (const change of changes) await expect(change).rejects.toMatchObject({ code: "read_only", status: 403 });
    const lines = [{ subject: "eve", enrolment: enrolment([1, 1, 1]) }];
    expect(await copy.enrolMany("acme", "staff", lines)).toEqual([
      { refused: expect.objectContaining({ code: "read_only" }) },
    ]);
    copy.close();
    expect(readFileSync(copied())).toEqual(before);
  });

  test("is never made over a file", async () => {
    await store.copy(copied());
    const { mtimeMs } = statSync(copied());
    await expect(store.copy(copied())).rejects.toThrow("exists");
    expect(statSync(copied()).mtimeMs).toBe(mtimeMs);
  });

  test("of another release is refused by name", async () => {
    await store.copy(copied());
    const { database } = openDatabase(copied());
    database.exec("PRAGMA user_version = 3");
    database.close();
    expect(reading).toThrow("the store has schema 3");
  });

  test("that is not there, or no copy, is refused", async () => {
    expect(reading).toThrow(expect.objectContaining({ code: "storage_failed" }));
  });
});
