import { describe, expect, test } from "vitest";
import { longestTicket } from "@likeness/sdk/device";
import { inObject } from "./object.fixture.ts";
import { createSpent } from "./spent.ts";
import { ticketTolerance } from "../tickets.ts";

const now = Date.parse("2026-05-01T12:00:00.000Z");
const minute = 60_000;
/** From when it was made, of a ticket that lives as long as can be, by a backend's clock that is ahead. */
const longestLife = (longestTicket + 2 * ticketTolerance) * 1000;

describe("[CHA2] [TIC2] what was spent", () => {
  test("is not spent again, evicted in between or not", async () => {
    await inObject(({ sql, evict }) => {
      expect(createSpent(sql).spend("nonce", now + minute, now)).toBe(true);
      expect(createSpent(sql).spend("nonce", now + minute, now)).toBe(false);
      evict();
      expect(createSpent(sql).spend("nonce", now + minute, now + minute - 1)).toBe(false);
      expect(createSpent(sql).spend("another", now + minute, now)).toBe(true);
    });
  });

  test("is not spent if the transaction is undone", async () => {
    await inObject(({ sql, transaction, tables }) => {
      const spent = createSpent(sql);
      const undone = () =>
        transaction(() => {
          spent.spend("nonce", now + minute, now);
          throw new Error("undone");
        });
      expect(undone).toThrow("undone");
      expect(tables()).toEqual([]);
      expect(spent.spend("nonce", now + minute, now)).toBe(true);
    });
  });

  test("is remembered by a clock that was up to a minute ahead and is set back", async () => {
    await inObject(({ sql }) => {
      const spent = createSpent(sql);
      spent.spend("nonce", now + minute, now);
      spent.spend("another", now + 5 * minute, now + 2 * minute - 1);
      expect(spent.spend("nonce", now + minute, now + 1)).toBe(false);
    });
  });

  test("is forgotten once it has long expired: nothing grows with use", async () => {
    await inObject(({ sql }) => {
      const spent = createSpent(sql);
      for (let i = 0; i < 100; i++) spent.spend(`nonce ${i}`, now + (i + 1) * minute, now + i * minute);
      const kept = sql.exec("SELECT id FROM spent ORDER BY expires_at").toArray();
      expect(kept).toEqual([{ id: "nonce 98" }, { id: "nonce 99" }]);
    });
  });
});

describe("[TIC3] an erasure", () => {
  test("is remembered for as long as a ticket from before counts, by a clock a minute ahead too", async () => {
    await inObject(({ sql, evict }) => {
      const spent = createSpent(sql);
      expect(spent.erasedAt()).toBeUndefined();
      spent.markErased(now);
      for (const time of [now, now + longestLife - 1, now + longestLife + minute - 1]) {
        evict();
        spent.spend(`nonce ${time}`, time + minute, time);
        // Beyond what a worker's clock may be off by: a minute.
        expect(spent.nextExpiry(time)).toBeGreaterThanOrEqual(now + longestLife + minute);
        expect(spent.erasedAt()).toBe(now);
      }
    });
  });

  test("leaves what was spent before it", async () => {
    await inObject(({ sql }) => {
      const spent = createSpent(sql);
      spent.spend("ticket:t-1", now + 10 * minute, now);
      spent.markErased(now);
      expect(spent.spend("ticket:t-1", now + 10 * minute, now)).toBe(false);
    });
  });

  test("is not moved back by a clock that was set back", async () => {
    await inObject(({ sql }) => {
      const spent = createSpent(sql);
      spent.markErased(now);
      spent.markErased(now - 10 * minute);
      expect(spent.erasedAt()).toBe(now);
      spent.markErased(now + 1);
      expect(spent.erasedAt()).toBe(now + 1);
    });
  });
});

describe("[ERA4] what there is to remember", () => {
  test("ends", async () => {
    await inObject(({ sql }) => {
      const spent = createSpent(sql);
      spent.spend("nonce", now + minute, now);
      spent.markErased(now);
      const ends = spent.nextExpiry(now)!;
      expect(spent.nextExpiry(ends - 1)).toBe(ends);
      expect(spent.nextExpiry(ends)).toBeUndefined();
      expect(spent.erasedAt()).toBeUndefined();
    });
  });

  test("is nothing where nothing was spent, and asking leaves nothing", async () => {
    await inObject(({ sql, tables }) => {
      expect(createSpent(sql).nextExpiry(now)).toBeUndefined();
      expect(createSpent(sql).erasedAt()).toBeUndefined();
      expect(tables()).toEqual([]);
    });
  });
});
