import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { createOutbox } from "./outbox.ts";
import { enrolment, erasure, inOutbox, testClock } from "./outbox.fixture.ts";
import { transactionOf } from "../storage/transaction.ts";

const tables = ({ sql }: DurableObjectStorage) =>
  sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray();

test("asking what waits leaves nothing behind", async () => {
  await inOutbox(({ outbox, storage }) => {
    expect([outbox.next(), outbox.has(1), outbox.pending()]).toEqual([undefined, false, undefined]);
    expect(tables(storage)).toEqual([]);
  });
});

test("[OUT1] a message goes with the transaction that it tells of", async () => {
  await inOutbox(({ outbox, storage }) => {
    outbox.put(enrolment("t1"));
    const undone = () =>
      transactionOf(storage)(() => {
        outbox.put(erasure);
        throw new Error("undone");
      });
    expect(undone).toThrow("undone");
    expect(outbox.next()?.message).toEqual(enrolment("t1"));
    expect(outbox.pending()?.messages).toBe(1);
  });
});

describe("[OUT1] numbers rise", () => {
  test("while the clock stands still, and when it goes back", async () => {
    await inOutbox(({ outbox, clock, reopened }) => {
      const taken: number[] = [];
      const take = (from = outbox) => {
        const { sequence } = from.next()!;
        from.acknowledged(sequence);
        taken.push(sequence);
      };
      const begun = clock.at;
      for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
      take();
      take();
      clock.at = begun - 3_600_000;
      reopened().put(enrolment("t3"));
      take(reopened());
      clock.at = begun + 1;
      outbox.put(enrolment("t4"));
      take();
      const first = begun * 1000;
      expect(taken).toEqual([first, first + 1, first + 2, first + 1000]);
    });
  });

  test("after the object was emptied, and has forgotten the last one", async () => {
    const stub = env.SUBJECTS.get(env.SUBJECTS.idFromName(crypto.randomUUID()));
    const clock = testClock();
    const told = await runInDurableObject(stub, async (_, { storage }) => {
      const outbox = createOutbox(storage.sql, clock.now);
      for (const message of [enrolment("t1"), erasure]) outbox.put(message);
      const { sequence } = outbox.next()!;
      await storage.deleteAll();
      return sequence;
    });
    await evictDurableObject(stub);
    clock.at += 1;
    await runInDurableObject(stub, (_, { storage }) => {
      const outbox = createOutbox(storage.sql, clock.now);
      outbox.put(enrolment("t2"));
      expect(outbox.next()!.sequence).toBeGreaterThan(told);
    });
  });
});

test("an erasure or a replacement takes what was to be told before it, refused or not", async () => {
  for (const last of [erasure, enrolment("t3", { replace: true })]) {
    await inOutbox(({ outbox }) => {
      for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
      const { sequence } = outbox.next()!;
      outbox.refused(sequence, "model_mismatch");
      outbox.put(last);
      expect(outbox.has(sequence + 1)).toBe(false);
      expect(outbox.next()?.message).toEqual(last);
      outbox.put(enrolment("t4"));
      expect(outbox.pending()).toEqual({ messages: 2, since: "2026-01-02T03:04:05.000Z" });
    });
  }
});

test("[OUT4] what waits can be read: how much, since when, and why", async () => {
  await inOutbox(({ outbox, clock }) => {
    outbox.put(enrolment("t1"));
    const since = clock.now().toISOString();
    clock.at += 5_000;
    outbox.put(enrolment("t2"));
    expect(outbox.pending()).toEqual({ messages: 2, since });
    const first = outbox.next()!.sequence;
    outbox.failed(first, "unreachable");
    expect(outbox.pending()).toEqual({ messages: 2, since, problem: "unreachable" });
    expect(outbox.next()).toMatchObject({ sequence: first, tries: 1 });
    outbox.refused(first, "subject_full");
    expect(outbox.has(first)).toBe(false);
    outbox.acknowledged(outbox.next()!.sequence);
    expect([outbox.next(), outbox.pending()]).toEqual([undefined, { messages: 1, since, problem: "subject_full" }]);
  });
});

describe("where there is no server", () => {
  test("nothing is kept for it of who was erased before it could know of them", async () => {
    await inOutbox(({ outbox }) => {
      outbox.put(erasure);
      outbox.dropUntold();
      expect(outbox.pending()).toBeUndefined();
    });
  });

  test("an erasure waits for one that may know of them", async () => {
    await inOutbox(({ outbox }) => {
      outbox.put(enrolment("t1"));
      outbox.leaves();
      outbox.put(erasure);
      outbox.dropUntold();
      expect(outbox.next()?.message).toEqual(erasure);
    });
  });
});
