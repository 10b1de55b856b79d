import { runInDurableObject } from "cloudflare:test";
import { hashedText, mostLogEntries, noEntry, sha256Hex } from "@likeness/sdk/core";
import { expect, test } from "vitest";
import { createAuditLog, type AuditLog } from "./audit-log.ts";
import { forget } from "../storage/memory.ts";
import { newSubject } from "./subject.fixture.ts";
import { transactionOf } from "../storage/transaction.ts";

const now = new Date("2026-09-01T10:00:00.000Z");
const all = { after: 0, limit: 100 };

const inLog = <Result>(work: (log: AuditLog, storage: DurableObjectStorage) => Result | Promise<Result>) =>
  runInDurableObject(newSubject(), (_, { storage }) => work(createAuditLog(storage.sql), storage));

test("a log that nobody has written to is empty, and asking for it leaves nothing behind", async () => {
  await inLog((log, { sql }) => {
    expect(log.page(all)).toEqual({ entries: [], next: undefined, end: { sequence: 0, hash: noEntry } });
    log.erase();
    expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'audit_log'").toArray()).toEqual([]);
  });
});

test("[LOG1] an entry says what has happened, when, and by whom", async () => {
  await inLog((log) => {
    log.append("verified", "device:one", { match: true, fmr: 1e-4 }, now);
    expect(log.page(all).entries).toEqual([
      {
        sequence: 1,
        at: "2026-09-01T10:00:00.000Z",
        event: "verified",
        by: "device:one",
        details: { match: true, fmr: 1e-4 },
        previous: noEntry,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });
});

test("[LOG2] each entry has the hash of the one before, computed as everybody else does", async () => {
  await inLog(async (log) => {
    for (const [n, name] of ["é", "\u2028", "\ud83d\ude00", "\ud800", "\0null", '"'].entries()) {
      log.append("refused", `device:${name}`, { n, [name]: name }, new Date(now.getTime() + n));
    }
    const { entries, end } = log.page(all);
    let previous = noEntry;
    for (const entry of entries) {
      expect(entry.previous).toBe(previous);
      expect(entry.hash).toBe(await sha256Hex(hashedText(entry)));
      previous = entry.hash;
    }
    expect(end).toEqual({ sequence: 6, hash: previous });
  });
});

test("pages follow each other, and each knows where the log ends", async () => {
  await inLog((log) => {
    for (let n = 0; n < 5; n++) log.append("verified", `device:${n}`, {}, now);
    const first = log.page({ after: 0, limit: 2 });
    const second = log.page({ after: first.next!, limit: 2 });
    const third = log.page({ after: second.next!, limit: 2 });
    expect([first, second, third].map(({ entries }) => entries.map(({ sequence }) => sequence))).toEqual([[1, 2], [3, 4], [5]]);
    expect(third.next).toBeUndefined();
    expect([first.end, second.end, third.end].every(({ sequence }) => sequence === 5)).toBe(true);
    // A page that is just full is the last one.
    expect(log.page({ after: 3, limit: 2 }).next).toBeUndefined();
  });
});

test("[LOG1] an entry goes with the transaction that it tells of", async () => {
  await inLog((log, storage) => {
    log.append("enrolled", "key:1", {}, now);
    const before = log.end();
    const undone = () =>
      transactionOf(storage)(() => {
        log.append("erased", "key:1", {}, now);
        throw new Error("undone");
      });
    expect(undone).toThrow("undone");
    expect(log.end()).toEqual(before);
    log.append("verified", "key:1", {}, now);
    expect(log.page(all).entries.map(({ event, previous }) => [event, previous])).toEqual([
      ["enrolled", noEntry],
      ["verified", before.hash],
    ]);
  });
});

test("the chain goes on where it ended when the object wakes up", async () => {
  await inLog((log, { sql }) => {
    log.append("enrolled", "key:1", {}, now);
    const { hash } = log.end();
    forget(sql);
    const awoken = createAuditLog(sql);
    awoken.append("verified", "key:1", {}, now);
    expect(awoken.page({ after: 1, limit: 1 }).entries).toMatchObject([{ sequence: 2, previous: hash }]);
  });
});

test("[LOG2] the oldest go when there are too many; what is left still names what came before it", async () => {
  await inLog((log, { sql }) => {
    for (let n = 0; n < 3; n++) log.append("verified", "device:one", {}, now);
    const second = log.page(all).entries[1]!;
    // As if thousands had been written since.
    sql.exec(
      "INSERT INTO audit_log SELECT ?, at, event, by, details, previous, hash FROM audit_log WHERE sequence = 3",
      mostLogEntries + 1,
    );
    forget(sql);
    log.append("verified", "device:one", {}, now);
    const { entries, end } = log.page(all);
    expect(entries.map(({ sequence }) => sequence)).toEqual([3, mostLogEntries + 1, mostLogEntries + 2]);
    expect(entries[0]!.previous).toBe(second.hash);
    expect(end.sequence).toBe(mostLogEntries + 2);
  });
});

test("[ERA4] erased, there is nothing left of it, and the next one begins anew", async () => {
  await inLog((log, { sql }) => {
    log.append("enrolled", "key:1", { secretly: "told" }, now);
    log.erase();
    expect(log.page(all)).toEqual({ entries: [], next: undefined, end: { sequence: 0, hash: noEntry } });
    expect(sql.exec("SELECT * FROM audit_log").toArray()).toEqual([]);
    log.append("enrolled", "key:1", {}, now);
    expect(log.end().sequence).toBe(1);
  });
});
