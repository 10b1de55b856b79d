import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { normalize, type Template } from "@likeness/sdk/core";
import type { Asking } from "./subject/asking.ts";
import { linearized, type Made } from "./linearizable/history.fixture.ts";
import { type Answer, type Asked, nobody, subjectModel } from "./linearizable/subject-model.fixture.ts";
import type { Outcome } from "./subject/outcome.ts";
import { testDevice, type TestDevice } from "./proofs/device.fixture.ts";
import type { Subject } from "./subject/subject.ts";
import {
  address,
  asked as bySecretKey,
  comparison,
  enrolment,
  modelId,
  newSubject,
  provedWith,
  registering,
} from "./subject/subject.fixture.ts";

/** A check that is taken out of the object shows within seventy to three hundred. */
const runs = 300;
/** Milliseconds, on a machine that has other work. */
const patience = 90_000;

/** None matches another. */
const faces = [0, 1, 2].map((face): Template => {
  return { modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => (i % 3 === face ? 1 : 0.01))) };
});

const face = fc.nat(faces.length - 1);
const device = fc.nat(1);
const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("enrol" as const), face, key: fc.option(fc.nat(1), { nil: undefined }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace" as const), face }) },
  { weight: 3, arbitrary: fc.constant({ kind: "erase" as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("verify" as const), face }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("prove" as const), face, device }) },
  { weight: 2, arbitrary: fc.constant({ kind: "read" as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("join" as const), device }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("revoke" as const), device }) },
  { weight: 1, arbitrary: fc.constant({ kind: "list" as const }) },
);

/** What each caller asks, one after another. Fewer proofs than may fail before attempts have to wait. */
const callers = fc
  .array(fc.array(asked, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 })
  .filter((all) => all.flat().filter(({ kind }) => kind === "prove").length <= 4);

let devices: readonly TestDevice[];

beforeAll(async () => {
  devices = await Promise.all([testDevice(), testDevice()]);
});

/** Everything the object waits for but its own storage: each goes on when the scheduler says so. */
const waitedFor = () =>
  [
    [crypto.subtle, "verify"],
    [crypto.subtle, "encrypt"],
    [crypto.subtle, "decrypt"],
    [crypto.subtle, "importKey"],
    [Object.getPrototypeOf(env.DATA_KEYS), "get"],
    [Object.getPrototypeOf(env.DATA_KEYS), "put"],
    [Object.getPrototypeOf(env.DATA_KEYS), "delete"],
  ] as [Record<string, (...given: unknown[]) => Promise<unknown>>, string][];

function schedule(scheduler: fc.Scheduler): { undo: () => void } {
  const undone = waitedFor().map(([holder, name]) => {
    const original = holder[name]!;
    const spy = vi.spyOn(holder, name).mockImplementation(async function (this: unknown, ...given) {
      await scheduler.schedule(Promise.resolve(), name);
      return original.apply(this, given);
    });
    return () => spy.mockRestore();
  });
  return { undo: () => undone.forEach((restore) => restore()) };
}

describe("the search", () => {
  /** A place for one number. */
  const place = (state: number, asked: number | "read", answer: number) =>
    asked === "read" ? (answer === state ? state : undefined) : asked;
  const wrote = (value: number, begun: number, ended: number) => ({ asked: value, answer: 0, begun, ended });
  const read = (answer: number, begun: number, ended: number) => ({ asked: "read" as const, answer, begun, ended });

  test("finds the order of calls that overlap", () => {
    expect(linearized([wrote(1, 0, 5), read(1, 1, 2), read(1, 3, 4)], 0, place)).toBeDefined();
    expect(linearized([wrote(1, 0, 5), read(0, 1, 2), read(1, 3, 4)], 0, place)).toBeDefined();
  });

  test("finds that there is none", () => {
    expect(linearized([wrote(1, 0, 1), read(0, 2, 3)], 0, place)).toBeUndefined();
    expect(linearized([wrote(1, 0, 5), read(1, 1, 2), read(0, 3, 4)], 0, place)).toBeUndefined();
  });
});

describe("a subject", () => {
  test(
    "[ATT1] [ENR4] [DEV3] [ERA3] is as if one call was made at a time, however they overlap",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.boolean(), callers, fc.scheduler(), async (isEnrolled, callers, scheduler) => {
          const history = await runInDurableObject(newSubject(), async (subject) => {
            const history: Made<Asked, Answer>[] = [];
            let time = 0;
            const call = async (asked: Asked) => {
              const make = await prepared(subject, asked);
              const begun = time++;
              const answer = await make();
              history.push({ asked, answer, begun, ended: time++ });
            };
            if (isEnrolled) for (const asked of enrolled) await call(asked);
            const { undo } = schedule(scheduler);
            try {
              const all = callers.map(async (own) => {
                for (const asked of own) await call(asked);
              });
              await scheduler.waitFor(Promise.all(all));
            } finally {
              undo();
            }
            for (const asked of looked) await call(asked);
            return history;
          });
          expect(linearized(history, nobody, subjectModel), shown(history)).toBeDefined();
        }),
        { numRuns: runs, endOnFailure: true },
      );
    },
    patience,
  );
});

const shown = (history: readonly Made<Asked, Answer>[]) =>
  history
    .map(({ asked, answer, begun, ended }) => `${begun}-${ended} ${JSON.stringify(asked)}: ${JSON.stringify(answer)}`)
    .join("\n");

const enrolled: readonly Asked[] = [
  { kind: "enrol", face: 0, key: 0 },
  { kind: "join", device: 0 },
  { kind: "join", device: 1 },
];

/** In the end all is seen that there is. */
const looked: readonly Asked[] = [
  { kind: "read" },
  { kind: "list" },
  ...faces.map((_, face): Asked => ({ kind: "verify", face })),
];

/** What has to be signed for a call is signed before it begins. */
async function prepared(subject: Subject, asked: Asked): Promise<() => Promise<Answer>> {
  switch (asked.kind) {
    case "enrol":
    case "replace": {
      const idempotency =
        asked.kind === "enrol" && asked.key !== undefined ? { key: `key-${asked.key}`, digest: "same" } : undefined;
      const wanted = { ...enrolment, template: faces[asked.face]!, replace: asked.kind === "replace", idempotency };
      return () =>
        told(subject.enrol(bySecretKey, wanted), ({ templateId, templates }) => ({ enrolled: templateId, templates }));
    }
    case "erase":
      return () => told(subject.erase(address, "key"), ({ templates }) => ({ erased: templates }));
    case "verify":
      return () => verified(subject, bySecretKey, asked.face);
    case "prove": {
      const asking = await provedWith(devices[asked.device]!);
      return () => verified(subject, asking, asked.face);
    }
    case "read":
      return () =>
        told(subject.read(address), ({ templates }) => ({ templates: templates.map(({ templateId }) => templateId) }));
    case "join": {
      const asking = await registering(devices[asked.device]!);
      return () => told(subject.addDevice(asking), () => ({ joined: asked.device }));
    }
    case "revoke":
      return () =>
        told(subject.revokeDevice(bySecretKey, devices[asked.device]!.device), ({ devices: left }) => ({ left }));
    case "list":
      return () =>
        told(subject.devices(bySecretKey), ({ devices: all }) => ({ devices: all.map(numberOf).toSorted() }));
    default:
      return asked satisfies never;
  }
}

const numberOf = ({ device }: { device: string }) => devices.findIndex((known) => known.device === device);

const verified = (subject: Subject, asking: Asking, face: number) =>
  told(subject.verify(asking, comparison(faces[face]!)), ({ verification: { match } }) => ({ match }));

async function told<Value>(outcome: Promise<Outcome<Value>>, of: (value: Value) => Answer): Promise<Answer> {
  const answered = await outcome;
  return "value" in answered ? of(answered.value) : { code: answered.code };
}
