import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { LogEntry } from "../contract/messages.ts";
import { mostLogEntries } from "../core/index.ts";
import { receiptType } from "../device/receipt.ts";
import { chained, rechained, testHost, type TestHost } from "./host.fixture.ts";
import { verifyLog } from "./log-verification.ts";

let host: TestHost;
let other: TestHost;
let entries: LogEntry[];
let head: string;

beforeAll(async () => {
  [host, other] = [await testHost(), await testHost()];
  entries = await chained(["one", "two", "three", "four", "five", "six"].map((name) => ({ by: `device:${name}` })));
  head = await host.head(entries);
});

/** What was found, in two words. */
async function found(exported: readonly LogEntry[], options?: Parameters<typeof verifyLog>[3], signed = head): Promise<string[]> {
  return (await verifyLog(exported, signed, host.keys, options)).map(({ fault, sequence }) => `${fault} ${sequence}`);
}

/** One entry exchanged. */
const edited = (place: number, change: object) => entries.with(place, { ...entries[place]!, ...change });

describe("a log that is right", () => {
  test("[LOG2] has nothing to be found", async () => {
    expect(await found(entries, { address: { collection: "staff", subject: "ada" } })).toEqual([]);
    expect(await found([], {}, await host.head([]))).toEqual([]);
  });

  test("goes on from an earlier export", async () => {
    const since = await host.export(entries.slice(0, 3));
    expect(await found(entries, { since })).toEqual([]);
    expect(await found(entries, { since: await host.export([]) })).toEqual([]);
    expect(await found(entries, { since: { entries, head } })).toEqual([]);
  });

  test("may begin where the host let go of the oldest, and no later", async () => {
    const begun = { sequence: 70, hash: "7".repeat(64) };
    const long = await chained(Array.from({ length: mostLogEntries }, () => ({})), begun);
    const signed = await host.head(long);
    expect(await found(long, {}, signed)).toEqual([]);
    expect(await found(long.slice(1), {}, signed)).toEqual(["missing 71"]);
    expect(await found(long.slice(5), {}, signed)).toEqual(["missing 71"]);
  });
});

describe("[LOG3] shows", () => {
  test.each([
    ["at", { at: "2026-01-01T00:00:00.000Z" }],
    ["event", { event: "enrolled" }],
    ["by", { by: "key:deadbeef" }],
    ["a detail", { details: { match: false } }],
    ["a further detail", { details: { match: true, more: 1 } }],
    ["the hash", { hash: "0".repeat(64) }],
    ["what came before", { previous: "9".repeat(64) }],
    ["a field that no entry has", { note: "looked into, all is well" }],
    ["no details", { details: null }],
  ])("an entry that is changed: %s", async (_, change) => {
    for (const place of [0, 2, 5]) expect(await found(edited(place, change))).toEqual([`changed ${place + 1}`]);
  });

  test("details that are a list, though they hash as what has numbers for names", async () => {
    const [entry] = await chained([{ details: { 0: true } }]);
    const listed = { ...entry!, details: [true] as unknown as LogEntry["details"] };
    expect(await found([listed], {}, await host.head([entry!]))).toEqual(["changed 1"]);
  });

  test("an entry that is changed, its hash with it", async () => {
    for (const place of [0, 2, 4]) {
      const [forged] = await chained([{ by: "device:forged" }], entries[place - 1]);
      expect(await found(entries.with(place, forged!))).toEqual([`changed ${place + 1}`]);
    }
  });

  test("an entry that is changed, and all after it made to fit: their end is not the signed one", async () => {
    for (const place of [0, 2, 5]) {
      expect(await found(await rechained(entries, place, { by: "device:forged" }))).toEqual(["wrong_head 6"]);
    }
  });

  test("a first entry that names one before it", async () => {
    const [first] = await chained([{}], { sequence: 0, hash: "1".repeat(64) });
    expect(await found([first!], {}, await host.head([first!]))).toEqual(["changed 1"]);
  });

  test("entries that are missing: the first, some between, the last, all", async () => {
    expect(await found(entries.slice(2))).toEqual(["missing 1"]);
    expect(await found(entries.toSpliced(2, 2))).toEqual(["missing 3"]);
    expect(await found(entries.slice(0, 4))).toEqual(["missing 5"]);
    expect(await found([])).toEqual(["missing 1"]);
    const [finding] = await verifyLog(entries.toSpliced(2, 2), head, host.keys);
    expect(finding!.detail).toBe("3 to 4 are not there");
  });

  test("an entry that was put in, under a number that is taken", async () => {
    const [forged] = await chained([{ by: "device:forged" }], entries[2]);
    for (const at of [3, 4]) expect(await found(entries.toSpliced(at, 0, forged!))).toEqual(["inserted 4"]);
    expect(await found(entries.toSpliced(3, 0, entries[3]!))).toEqual(["inserted 4"]);
    expect(await found(entries.toSpliced(3, 0, { ...entries[3]!, by: "device:forged" }))).toEqual(["inserted 4"]);
    const [last] = await chained([{ by: "device:forged" }], entries[4]);
    expect(await found(entries.toSpliced(5, 0, last!))).toEqual(["inserted 6"]);
  });

  test("an entry that was put in under a number that is none, or behind the signed end", async () => {
    expect(await found(entries.toSpliced(3, 0, { ...entries[3]!, sequence: 3.5 }))).toEqual(["inserted 0"]);
    expect(await found(entries.toSpliced(0, 0, { ...entries[3]!, sequence: 0 }))).toEqual(["inserted 0"]);
    expect(await found([...entries, ...(await chained([{}], entries.at(-1)))])).toEqual(["inserted 7"]);
  });

  test("entries out of their order", async () => {
    expect(await found(entries.with(2, entries[3]!).with(3, entries[2]!))).toEqual(["reordered 3"]);
    expect(await found([...entries.toSpliced(1, 1), entries[1]!])).toEqual(["reordered 2"]);
  });

  test("numbers that were exchanged", async () => {
    const exchanged = entries
      .with(2, { ...entries[3]!, sequence: 3 })
      .with(3, { ...entries[2]!, sequence: 4 });
    expect(await found(exchanged)).toEqual(["changed 3", "changed 4"]);
  });
});

describe("[LOG2] a head counts", () => {
  test("only if the host has signed it", async () => {
    for (const signed of [await other.head(entries), "no.head.atall", "", head.slice(0, -1)]) {
      expect(await found(entries, {}, signed)).toEqual(["wrong_head 6"]);
    }
    expect(await found([], {}, "no head")).toEqual(["wrong_head 0"]);
  });

  test("only as the head of a log, in the format of this release", async () => {
    const { sequence, hash } = entries.at(-1)!;
    expect(await found(entries, {}, await host.sign({ format: "likeness-log-head/1", sequence, hash }, receiptType))).toEqual([
      "wrong_head 6",
    ]);
    expect(await found(entries, {}, await host.head(entries, { format: "likeness-log-head/2" }))).toEqual(["wrong_head 6"]);
  });

  test("only for the subject that is asked for", async () => {
    for (const address of [{ collection: "staff", subject: "bob" }, { collection: "guests", subject: "ada" }]) {
      expect(await found(entries, { address })).toEqual(["wrong_head 6"]);
    }
  });

  test("in one spelling: the last digit's idle bits are no way to another text that is right", async () => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const spelled = head.slice(0, -1) + digits[digits.indexOf(head.at(-1)!) + 1]!;
    expect(await found(entries, {}, spelled)).toEqual(["wrong_head 6"]);
  });
});

describe("[LOG3] an earlier export shows what the host itself has", () => {
  test("rewritten, even if it has signed the new end", async () => {
    const since = await host.export(entries.slice(0, 4));
    const rewritten = await rechained(entries, 2, { by: "device:forged" });
    expect(await found(rewritten, {}, await host.head(rewritten))).toEqual([]);
    expect(await found(rewritten, { since }, await host.head(rewritten))).toEqual(["rewritten 3"]);
  });

  test("cut back", async () => {
    const short = entries.slice(0, 4);
    expect(await found(short, { since: { entries, head } }, await host.head(short))).toEqual(["rewritten 5"]);
  });

  test("let go of before it was exported", async () => {
    const long = await chained(Array.from({ length: mostLogEntries + 8 }, () => ({})));
    const signed = await host.head(long);
    const since = await host.export(long.slice(0, 8));
    expect(await found(long.slice(8), { since }, signed)).toEqual([]);
    expect(await found(long.slice(8), { since: await host.export(long.slice(0, 5)) }, signed)).toEqual(["missing 6"]);
    const [first, ...later] = long.slice(8);
    // What it names before it may be what was changed: that it is changed is all that is known.
    expect(await found([{ ...first!, previous: "9".repeat(64) }, ...later], { since }, signed)).toEqual(["changed 9"]);
    const forked = await host.export(await rechained(long.slice(0, 8), 7, { by: "device:forged" }));
    expect(await found(long.slice(8), { since: forked }, signed)).toEqual(["rewritten 8"]);
  });

  test("taken from another subject", async () => {
    const since = { entries, head: await host.head(entries, { subject: "bob" }) };
    expect(await found(entries, { since })).toEqual(["wrong_head 6"]);
  });

  test("and has to be right itself", async () => {
    const since = { entries: entries.slice(1), head };
    await expect(found(entries, { since })).rejects.toMatchObject({ code: "receipt_invalid", message: /missing 1/ });
  });
});

describe("whatever one thing is done to an export, it is found:", () => {
  const said = fc.record({
    by: fc.string({ maxLength: 12 }),
    event: fc.constantFrom("verified", "enrolled", "refused"),
    details: fc.dictionary(fc.string({ maxLength: 6 }), fc.oneof(fc.boolean(), fc.integer(), fc.string({ maxLength: 6 })), {
      maxKeys: 3,
    }),
  });
  const logs = fc.array(said, { minLength: 1, maxLength: 8 });
  const runs = { numRuns: 300 };
  const anything = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.dictionary(fc.string(), fc.integer()));

  const holds = (change: fc.Arbitrary<(log: LogEntry[], signed: string) => { entries: LogEntry[]; head: string }>) =>
    fc.assert(
      fc.asyncProperty(logs, change, async (written, change) => {
        const log = await chained(written as Parameters<typeof chained>[0]);
        const signed = await host.head(log);
        expect(await verifyLog(log, signed, host.keys)).toEqual([]);
        const done = change(structuredClone(log), signed);
        // In JSON the order of an object's names says nothing.
        const sent = JSON.parse(JSON.stringify([done.entries, done.head]));
        fc.pre(!isDeepStrictEqual(sent, JSON.parse(JSON.stringify([log, signed]))));
        expect(await verifyLog(done.entries, done.head, host.keys)).not.toEqual([]);
      }),
      runs,
    );

  const within = (n: number, length: number) => n % Math.max(length, 1);

  test("[LOG3] a field set to something else", () =>
    holds(
      fc
        .tuple(fc.nat(), fc.constantFrom("sequence", "at", "event", "by", "details", "previous", "hash", "else"), anything)
        .map(([n, field, value]) => (log, head) => {
          const place = within(n, log.length);
          return { entries: log.with(place, { ...log[place]!, [field]: value }), head };
        }),
    ));

  test("[LOG3] a detail set, added or left out", () =>
    holds(
      fc.tuple(fc.nat(), fc.string({ maxLength: 6 }), fc.option(anything, { nil: undefined })).map(([n, name, value]) => (log, head) => {
        const entry = log[within(n, log.length)]!;
        const details = Object.entries(entry.details).filter(([key]) => key !== name);
        // Own properties, also those whose names an assignment would take otherwise.
        const changed = Object.fromEntries(value === undefined ? details.slice(1) : [...details, [name, value]]);
        return { entries: log.with(within(n, log.length), { ...entry, details: changed as LogEntry["details"] }), head };
      }),
    ));

  test("[LOG3] entries left out", () =>
    holds(
      fc.tuple(fc.nat(), fc.integer({ min: 1, max: 4 })).map(([n, many]) => (log, head) => ({
        entries: log.toSpliced(within(n, log.length), many),
        head,
      })),
    ));

  test("[LOG3] an entry repeated, or moved, or put in from another place", () =>
    holds(
      fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.nat()).map(([from, to, isMoved, number]) => (log, head) => {
        const entry = log[within(from, log.length)]!;
        const rest = isMoved ? log.toSpliced(within(from, log.length), 1) : log;
        const put = isMoved ? entry : { ...entry, sequence: number };
        return { entries: rest.toSpliced(within(to, rest.length + 1), 0, put), head };
      }),
    ));

  test("[LOG2] a letter of the head", () =>
    holds(
      fc.tuple(fc.nat(), fc.constantFrom(..."ABCXYZabcxyz019-_.= ")).map(([n, letter]) => (log, head) => {
        const place = within(n, head.length);
        return { entries: log, head: head.slice(0, place) + letter + head.slice(place + 1) };
      }),
    ));
});
