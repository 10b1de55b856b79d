import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { outgoingLines, type Lines } from "./outgoing-lines.ts";

const write = (subject: string) => ({ subject, text: `${subject}\n` });
const roomy = { lines: 100, length: 10_000 };
const outgoing = (items: Lines<string>, window = roomy, most = 10_000) => outgoingLines(items, write, window, most);

test("lines that are not answered are sent again, with what follows, and none is lost or out of order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 30 }),
      fc.array(fc.nat({ max: 12 }), { maxLength: 10 }),
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      async (count, answers, lines, isSlow) => {
        const names = Array.from({ length: count }, (_, i) => `s${i}`);
        async function* slowly() {
          for (const name of names) yield name;
        }
        const all = outgoing(isSlow ? slowly() : names, { lines, length: 10_000 });
        const answered: (string | undefined)[] = [];
        // So many are answered of each attempt; of the last ones all.
        for (let attempt = 0; ; attempt++) {
          all.restart();
          const text = await all.next(false);
          if (text === "") break;
          const sent = text.trimEnd().split("\n");
          expect(sent).toEqual(names.slice(answered.length, answered.length + sent.length));
          expect(sent.length).toBeLessThanOrEqual(lines);
          const most = Math.min(answers[attempt] ?? Infinity, sent.length);
          for (let i = 0; i < most; i++) answered.push(all.answered()?.subject);
        }
        expect(answered).toEqual(names);
        expect(all.isDone()).toBe(true);
      },
    ),
  );
});

describe("an attempt that has failed", () => {
  test("takes nothing any more, if it was waiting for room", async () => {
    const all = outgoing(["a", "b", "c"], { lines: 1, length: 10_000 });
    all.restart();
    expect(await all.next(true)).toBe("a\n");
    const late = all.next(true);
    all.restart();
    expect(await all.next(false)).toBe("a\n");
    expect(all.answered()?.subject).toBe("a");
    expect(await late).toBe("");
    expect(await all.next(false)).toBe("b\n");
  });

  test("takes nothing any more, if it was waiting for the caller's lines", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    async function* held() {
      await promise;
      yield "a";
    }
    const all = outgoing(held());
    all.restart();
    const late = all.next(true);
    all.restart();
    const next = all.next(true);
    resolve();
    expect([await late, await next]).toEqual(["", "a\n"]);
  });
});

test("what was not sent cannot have been answered", async () => {
  const all = outgoing(["a"]);
  expect(all.answered()).toBeUndefined();
  expect(all.isDue()).toBe(false);
  await all.next(false);
  expect(all.isDue()).toBe(true);
  expect(all.answered()).toEqual({ line: 1, subject: "a", text: "a\n" });
  expect(all.answered()).toBeUndefined();
});

test("no more is taken than the window has room for, by lines and by length", async () => {
  const taken = vi.fn();
  function* endless() {
    for (;;) {
      taken();
      yield "x".repeat(9);
    }
  }
  const all = outgoing(endless(), { lines: 50, length: 100 });
  expect(await all.next(false)).toHaveLength(100);
  expect(await all.next(false)).toBe("");
  expect(taken).toHaveBeenCalledTimes(10);
});

test("lines that are let go of are told so, and nobody waits for them", async () => {
  const ended = vi.fn();
  async function* stuck() {
    try {
      yield "a";
      await new Promise(() => {});
    } finally {
      ended();
    }
  }
  const all = outgoing(stuck(), { lines: 1, length: 10 });
  await all.next(false);
  all.close();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
});
