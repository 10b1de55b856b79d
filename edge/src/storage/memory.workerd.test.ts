import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { createAttempts } from "../attempts/attempts.ts";
import { createAuditLog } from "../subject/audit-log.ts";
import { createDevices } from "../subject/devices.ts";
import { forget, recall, remember } from "./memory.ts";
import { inObject } from "../subject/object.fixture.ts";
import { defaultPolicy } from "../policy.ts";
import { newSubject } from "../subject/subject.fixture.ts";
import { hasTable, makeTable } from "./tables.ts";

const now = new Date("2026-05-01T12:00:00.000Z");
const device = { device: "d", kind: "key" as const, publicKey: "{}", counter: 0, addedAt: now.toISOString() };

describe("what an object remembers", () => {
  test("is read once", async () => {
    await inObject(({ sql }) => {
      let reads = 0;
      const read = () => ++reads;
      expect([recall(sql, "a", read), recall(sql, "a", read)]).toEqual([1, 1]);
      expect(recall(sql, "b", read)).toBe(2);
      forget(sql, "a");
      expect([recall(sql, "a", read), recall(sql, "b", read)]).toEqual([3, 2]);
      remember(sql, "a", 7);
      expect(recall(sql, "a", read)).toBe(7);
    });
  });

  test("is no other object's", async () => {
    await inObject(({ sql }) => remember(sql, "a", 1));
    expect(await inObject(({ sql }) => recall(sql, "a", () => "own"))).toBe("own");
  });

  test("is gone after an eviction: the storage is another", async () => {
    const subject = newSubject();
    await runInDurableObject(subject, (_, { storage }) => remember(storage.sql, "a", 1));
    expect(await runInDurableObject(subject, (_, { storage }) => recall(storage.sql, "a", () => 2))).toBe(1);
    await evictDurableObject(subject);
    expect(await runInDurableObject(subject, (_, { storage }) => recall(storage.sql, "a", () => 2))).toBe(2);
  });

  test("is not what a transaction wrote that was undone", async () => {
    await inObject(({ sql, transaction, tables }) => {
      const [attempts, devices, log] = [createAttempts(sql), createDevices(sql), createAuditLog(sql)];
      const write = () => {
        devices.add(device);
        log.append("device_added", "worker", {}, now);
        return attempts.begin(defaultPolicy, now);
      };
      let written = 0;
      const undone = () =>
        transaction(() => {
          write();
          // Within, all of it is seen.
          expect(devices.list()).toHaveLength(1);
          expect(log.end().sequence).toBe(++written);
          throw new Error("undone");
        });
      expect(undone).toThrow("undone");
      expect(tables()).toEqual([]);
      expect(devices.list()).toEqual([]);
      expect(log.end().sequence).toBe(0);
      expect(attempts.state(defaultPolicy, now).failures).toBe(0);
      // And what is written now is written to tables that are there.
      expect(transaction(write)).toBe(1);
      expect(undone).toThrow("undone");
      expect(devices.list()).toHaveLength(1);
      expect(log.end().sequence).toBe(1);
      expect(attempts.state(defaultPolicy, now).failures).toBe(1);
    });
  });
});

test("what is deleted as a whole is gone in the same turn: nothing is remembered between forgetting and deleting", async () => {
  await inObject(async ({ sql, storage, tables }) => {
    createDevices(sql).add(device);
    forget(sql);
    const deleting = storage.deleteAll();
    expect(tables()).toEqual([]);
    expect(createDevices(sql).list()).toEqual([]);
    await deleting;
    createDevices(sql).add(device);
    expect(createDevices(sql).list()).toHaveLength(1);
  });
});

test("a table that was not there is asked for again", async () => {
  await inObject(({ sql }) => {
    expect(hasTable(sql, "t")).toBe(false);
    makeTable(sql, "t", "CREATE TABLE t (a)");
    expect(hasTable(sql, "t")).toBe(true);
    makeTable(sql, "t", "CREATE TABLE t (a)");
  });
});
