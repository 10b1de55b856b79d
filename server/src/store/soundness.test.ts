import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { openStore, type Store } from "./store.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "likeness-soundness-"));
  file = join(folder, "store.sqlite");
  const store = openStore(file);
  for (let i = 0; i < 30; i++) await enrol(store, `person-${i}`);
  store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const address = (subject: string) => ({ tenant: "acme", collection: "staff", subject });

const enrol = (store: Store, subject: string) =>
  store.enrol(address(subject), {
    template: { modelId: "model@1", vector: normalize([1, subject.length, 3, 4]) },
    metadata: {},
    replace: false,
    quality: undefined,
    consent: undefined,
    idempotency: undefined,
  });

const names = (store: Store) => store.list("acme", "staff", { limit: 100 }).then(({ subjects }) => subjects.length);

/** Changes a byte of the entry that leads to a subject's name, or of the row itself, whichever lies at that place. */
function damage(name: string, which: "index" | "row"): void {
  const bytes = readFileSync(file);
  const places: number[] = [];
  const sought = Buffer.from(name);
  for (let at = bytes.indexOf(sought); at >= 0; at = bytes.indexOf(sought, at + 1)) places.push(at);
  // A row has its metadata behind the name, and an entry of an index the number of the row.
  const isRow = (at: number) => bytes.subarray(at + name.length, at + name.length + 2).toString() === "{}";
  const place = places.find((at) => isRow(at) === (which === "row"))!;
  bytes[place + name.length - 1]! ^= 1;
  writeFileSync(file, bytes);
}

describe("[STO10] a store whose index is damaged", () => {
  test("is mended when it is opened, while every row is intact", async () => {
    damage("person-17", "index");
    const store = openStore(file);
    expect(store.soundness).toBe("mended");
    expect(store.subject(address("person-17"))?.subject).toBe("person-17");
    expect(await names(store)).toBe(30);
    await enrol(store, "person-17");
    expect(store.subject(address("person-17"))?.templates).toHaveLength(2);
    store.close();
    const again = openStore(file);
    expect(again.soundness).toBe("sound");
    again.close();
  });

  test("says of nothing that it is not there, and changes nothing, while a row is damaged too", async () => {
    damage("person-17", "row");
    const store = openStore(file);
    expect(store.soundness).toBe("unsound");
    expect(store.subject(address("person-3"))?.subject).toBe("person-3");
    const refusal = { code: "store_damaged" };
    expect(() => store.subject(address("nobody"))).toThrow(expect.objectContaining(refusal));
    await expect(names(store)).rejects.toMatchObject(refusal);
    await expect(enrol(store, "somebody else")).rejects.toMatchObject(refusal);
    await expect(store.erase(address("person-3"))).rejects.toMatchObject(refusal);
    expect(store.subject(address("person-3"))?.subject).toBe("person-3");
    const findings = [];
    for await (const step of store.check()) findings.push(...step.findings);
    expect(findings.map(({ table }) => table)).toContain("subjects");
    store.close();
  });

  test("is sound where nothing is wrong with it, and to begin with", () => {
    for (const path of [file, ":memory:"]) {
      const store = openStore(path);
      expect(store.soundness).toBe("sound");
      store.close();
    }
    expect(new DatabaseSync(file).prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  });
});
