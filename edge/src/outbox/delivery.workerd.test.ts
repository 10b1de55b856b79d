import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Client } from "@likeness/sdk/client";
import { normalize, Problem, type ProblemCode, type Template } from "@likeness/sdk/core";
import { cards } from "../cards.ts";
import { deliver, type TemplateOf } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";
import { address, enrolment, erasure, inOutbox, testClock } from "./outbox.fixture.ts";
import { createRemotes, type Remotes } from "./remote.ts";

const { modelId } = cards[0]!;
const template: Template = { modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => i + 1)) };
const clock = testClock();
const noJitter = () => 0;

let sent: string[];
let answer: (call: string) => Promise<void>;

beforeEach(() => {
  sent = [];
  answer = async () => {};
});

/** A server that writes down what it is told, under which number, and answers as the test says. */
const remotes: Remotes = {
  of: (tenant, sequence) => {
    const told = async (call: string) => {
      sent.push(`${call} of ${tenant}, ${sequence! - clock.at * 1000}`);
      await answer(call);
      return {} as never;
    };
    return {
      enrol: (to, _, options) =>
        told(`${options?.replace ? "replace" : "enrol"} ${to.subject} by ${options?.idempotencyKey}`),
      erase: (to) => told(`erase ${to.subject}`),
    } satisfies Partial<Client> as Partial<Client> as Client;
  },
};

const failing = (code: ProblemCode, retryAfter?: number) => async () => {
  throw new Problem(code, undefined, retryAfter === undefined ? {} : { retryAfter });
};

const templateOf: TemplateOf = async () => template;
const delivered = (outbox: Outbox, of: TemplateOf = templateOf) => deliver(outbox, remotes, of, clock.now, noJitter);

describe("[OUT2] the delivery", () => {
  test("sends what happened in order, each under its template's id and its own number", async () => {
    await inOutbox(async ({ outbox }) => {
      for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
      expect(await delivered(outbox)).toBeUndefined();
      outbox.put(enrolment("t3", { replace: true }));
      expect(await delivered(outbox)).toBeUndefined();
      outbox.put(erasure);
      expect(await delivered(outbox)).toBeUndefined();
      expect(sent).toEqual([
        "enrol ada by t1 of acme, 0",
        "enrol ada by t2 of acme, 1",
        "replace ada by t3 of acme, 2",
        "erase ada of acme, 3",
      ]);
      expect(outbox.pending()).toBeUndefined();
    });
  });

  test("is one of an outbox at a time, however often it is asked for", async () => {
    await inOutbox(async ({ outbox }) => {
      for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
      let under = 0;
      answer = async () => {
        expect((under += 1)).toBe(1);
        await scheduler.wait(1);
        under -= 1;
      };
      await Promise.all([delivered(outbox), delivered(outbox), delivered(outbox)]);
      expect(sent).toHaveLength(2);
      outbox.put(enrolment("t3"));
      await delivered(outbox);
      expect(sent).toHaveLength(3);
    });
  });

  test("that was interrupted is done again under the same number", async () => {
    await inOutbox(async ({ outbox, reopened }) => {
      outbox.put(enrolment("t1"));
      let arrived = () => {};
      const under = new Promise<void>((resolve) => (arrived = resolve));
      answer = () => {
        arrived();
        return new Promise(() => {});
      };
      void delivered(outbox);
      await under;
      answer = async () => {};
      expect(await delivered(reopened())).toBeUndefined();
      expect(sent).toEqual(["enrol ada by t1 of acme, 0", "enrol ada by t1 of acme, 0"]);
      expect(reopened().pending()).toBeUndefined();
    });
  });

  test.each<ProblemCode>(["unreachable", "signature_invalid", "rate_limited", "unknown_model", "internal"])(
    "%s: it is tried again after growing pauses, and nothing is lost",
    async (code) => {
      await inOutbox(async ({ outbox }) => {
        outbox.put(enrolment("t1"));
        answer = failing(code);
        const pauses = [];
        for (let i = 0; i < 12; i++) pauses.push((await delivered(outbox))! - clock.at);
        expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
        expect(pauses.at(-1)).toBe(60_000);
        expect(outbox.pending()?.problem).toBe(code);
        answer = async () => {};
        expect(await delivered(outbox)).toBeUndefined();
        expect(outbox.pending()).toBeUndefined();
      });
    },
  );

  test("pauses for half to all of the time, and no shorter than it is asked to", async () => {
    await inOutbox(async ({ outbox }) => {
      outbox.put(enrolment("t1"));
      answer = failing("unreachable");
      const pause = async (random: number) =>
        (await deliver(outbox, remotes, templateOf, clock.now, () => random))! - clock.at;
      expect([await pause(0.5), await pause(0.999)]).toEqual([375, expect.closeTo(500, -1)]);
      answer = failing("rate_limited", 30);
      expect(await pause(0)).toBe(30_000);
    });
  });

  test("that fails by a fault of ours is tried again too", async () => {
    await inOutbox(async ({ outbox }) => {
      outbox.put(enrolment("t1"));
      answer = async () => {
        throw new TypeError("no Problem");
      };
      expect(await delivered(outbox)).toBe(clock.at + 500);
      expect(outbox.pending()?.problem).toBe("internal");
    });
  });
});

describe("what the server answers", () => {
  test("[OUT3] superseded: it has been told, by this message or by a later one", async () => {
    await inOutbox(async ({ outbox }) => {
      for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
      answer = failing("superseded");
      expect(await delivered(outbox)).toBeUndefined();
      expect(outbox.pending()).toBeUndefined();
    });
  });

  test("unknown_subject, to an erasure: there was nobody", async () => {
    await inOutbox(async ({ outbox }) => {
      outbox.put(erasure);
      answer = failing("unknown_subject");
      expect(await delivered(outbox)).toBeUndefined();
      expect(outbox.pending()).toBeUndefined();
    });
  });

  test.each<ProblemCode>(["model_mismatch", "subject_full", "idempotency_key_reused", "template_length"])(
    "%s, for good: it is kept as the reason, and holds nothing up",
    async (code) => {
      await inOutbox(async ({ outbox }) => {
        for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
        answer = (call) => (call.endsWith("t1") ? failing(code)() : Promise.resolve());
        expect(await delivered(outbox)).toBeUndefined();
        expect(sent).toHaveLength(2);
        expect(outbox.pending()).toMatchObject({ messages: 1, problem: code });
        expect(await delivered(outbox)).toBeUndefined();
        expect(sent).toHaveLength(2);
        outbox.put(erasure);
        expect(await delivered(outbox)).toBeUndefined();
        expect(outbox.pending()).toBeUndefined();
      });
    },
  );
});

describe("[SEAL3] a template", () => {
  test("is nowhere in the outbox, and is asked for when it is sent", async () => {
    await inOutbox(async ({ outbox, storage }) => {
      outbox.put(enrolment("t1"));
      const rows = storage.sql.exec<{ message: string }>("SELECT message FROM outbox").toArray();
      expect(JSON.parse(rows[0]!.message)).toEqual({
        kind: "enrol",
        address,
        templateId: "t1",
        metadata: { hall: "7" },
        replace: false,
      });
      const asked = vi.fn(templateOf);
      await delivered(outbox, asked);
      expect(asked).toHaveBeenCalledExactlyOnceWith(address, "t1");
    });
  });

  test("that is gone is not told of", async () => {
    await inOutbox(async ({ outbox }) => {
      for (const id of ["t1", "t2"]) outbox.put(enrolment(id));
      expect(await delivered(outbox, async (_, id) => (id === "t1" ? undefined : template))).toBeUndefined();
      expect(sent).toEqual(["enrol ada by t2 of acme, 1"]);
      expect(outbox.pending()).toBeUndefined();
    });
  });

  test("of who is erased while it is opened does not leave", async () => {
    await inOutbox(async ({ outbox }) => {
      outbox.put(enrolment("t1"));
      const erased: TemplateOf = async () => {
        outbox.put(erasure);
        return template;
      };
      expect(await delivered(outbox, erased)).toBeUndefined();
      expect(sent).toEqual(["erase ada of acme, 1"]);
    });
  });

  test("of who was erased before it could be opened is no failure: the erasure is told at once", async () => {
    await inOutbox(async ({ outbox }) => {
      outbox.put(enrolment("t1"));
      const erased: TemplateOf = async () => {
        outbox.put(erasure);
        throw new Problem("unknown_subject");
      };
      expect(await delivered(outbox, erased)).toBeUndefined();
      expect(sent).toEqual(["erase ada of acme, 1"]);
    });
  });

  test("that cannot be opened waits, and says why, until it is replaced", async () => {
    await inOutbox(async ({ outbox }) => {
      outbox.put(enrolment("t1"));
      const unreadable: TemplateOf = async (_, id) => {
        if (id === "t1") throw new Problem("template_unreadable");
        return template;
      };
      expect(await delivered(outbox, unreadable)).toBe(clock.at + 500);
      expect(outbox.pending()?.problem).toBe("template_unreadable");
      outbox.put(enrolment("t2", { replace: true }));
      expect(await delivered(outbox, unreadable)).toBeUndefined();
      expect(sent).toEqual(["replace ada by t2 of acme, 1"]);
    });
  });
});

test("an erasure while an enrolment is on its way is told after it", async () => {
  await inOutbox(async ({ outbox }) => {
    outbox.put(enrolment("t1"));
    answer = async (call) => {
      if (call.startsWith("enrol")) outbox.put(erasure);
    };
    expect(await delivered(outbox)).toBeUndefined();
    expect(sent).toEqual(["enrol ada by t1 of acme, 0", "erase ada of acme, 1"]);
    expect(outbox.pending()).toBeUndefined();
  });
});

test("an erasure is told at once when the enrolment before it has failed on its way", async () => {
  await inOutbox(async ({ outbox }) => {
    outbox.put(enrolment("t1"));
    answer = async (call) => {
      if (call.startsWith("erase")) return;
      outbox.put(erasure);
      throw new Problem("unreachable");
    };
    expect(await delivered(outbox)).toBeUndefined();
    expect(sent).toEqual(["enrol ada by t1 of acme, 0", "erase ada of acme, 1"]);
  });
});

test.each([
  [{}, "remote_unavailable"],
  [{ REMOTE_URL: "http://server.test" }, "remote_unavailable"],
  [{ REMOTE_URL: "http://server.test", REMOTE_KEYS: '{"acme":{"id":"k","secret":"short"}}' }, "not_configured"],
] as const)("without a server for the tenant (%o) everything waits until there is one", async (env, code) => {
  await inOutbox(async ({ outbox }) => {
    outbox.put(enrolment("t1"));
    expect(await deliver(outbox, createRemotes(env), templateOf, clock.now, noJitter)).toBe(clock.at + 500);
    expect(outbox.pending()?.problem).toBe(code);
    expect(await delivered(outbox)).toBeUndefined();
    expect(outbox.pending()).toBeUndefined();
  });
});
