import { beforeEach, describe, expect, test } from "vitest";
import { normalize, type EmbedderCard, type UnitVector } from "@likeness/sdk/core";
import { createModels, type Caller, type Enrolment, type Evidence } from "@likeness/sdk/host";
import { serverGallery } from "./gallery.ts";
import { flatIndex } from "./index/flat.ts";
import { asking } from "./identify/asking.ts";
import { liveIndexes } from "./index/live-indexes.ts";
import type { VectorIndex } from "./index/port.ts";
import { spaceModels } from "./space-models.ts";
import { openStore } from "./store/store.ts";

const calibration = {
  score: "cosine",
  data: "none",
  protocol: "none",
  matedPairs: 1,
  nonMatedPairs: 1,
  thresholds: [{ score: 0.9, fmr: 1e-6, falseMatches: 1, fnmr: 0 }],
};
const models = createModels(
  ["model@1", "model@2"].map((modelId) => ({ modelId, dimension: 3, calibration }) as unknown as EmbedderCard),
);
const caller: Caller = { id: "link", tenant: "acme", kind: "secret", scores: true, offline: false, identify: true };
const unproved = {} as Evidence;
const [ada, bob] = ["ada", "bob"].map((subject) => ({ collection: "staff", subject })) as [
  { collection: string; subject: string },
  { collection: string; subject: string },
];
const [x, y] = [normalize([1, 0, 0]), normalize([0, 1, 0])];

let indexes: VectorIndex[];
let gallery: ReturnType<typeof serverGallery>;

beforeEach(() => {
  indexes = [];
  const store = openStore(":memory:");
  const live = liveIndexes({
    source: store,
    create: (options) => {
      const index = flatIndex(options);
      indexes.push(index);
      return index;
    },
    modelOf: spaceModels(models),
  });
  store.onCommitted(live.committed);
  gallery = serverGallery({ store, models, ask: asking({ store, indexes: live, models }) });
});

type Changes = Partial<Enrolment> & { modelId?: string };

function enrol(address: typeof ada, vector: UnitVector, changes: Changes = {}, sequence?: number) {
  const { modelId = "model@1", ...rest } = changes;
  const enrolment = {
    template: { modelId, vector },
    metadata: undefined,
    replace: false,
    quality: undefined,
    consent: undefined,
    idempotency: undefined,
    ...rest,
  };
  return gallery.enrol({ ...caller, sequence }, address, enrolment, unproved);
}

async function found(vector: UnitVector, modelId = "model@1"): Promise<string[]> {
  const search = { probe: { modelId, vector }, targetFpir: 0.5, maxCandidates: 5 };
  return (await gallery.identify(caller, "staff", search)).candidates.map(({ subject }) => subject);
}

const withCode = (code: string) => expect.objectContaining({ name: "Problem", code });

describe("searching a collection of two models", () => {
  beforeEach(async () => {
    await enrol(ada, x);
    await enrol(bob, x, { modelId: "model@2" });
  });

  test("finds those of the probe's model, and compares it with no other", async () => {
    expect([await found(x), await found(x, "model@2")]).toEqual([["ada"], ["bob"]]);
    expect(indexes.map(({ status }) => status.size)).toEqual([1, 1]);
  });

  test("by a model that nobody is of is refused, for a stranger would be told the same", async () => {
    await gallery.erase(caller, bob);
    await expect(found(x, "model@2")).rejects.toThrow(withCode("model_mismatch"));
    await gallery.erase(caller, ada);
    expect(await found(x, "model@2")).toEqual([]);
  });

  test("verifies, reads and erases a subject wherever it is", async () => {
    const comparison = { targetFmr: 1e-4, liveness: undefined, successor: undefined };
    const verify = (modelId: string) =>
      gallery.verify(caller, bob, { ...comparison, probe: { modelId, vector: x } }, unproved);
    expect(await verify("model@2")).toMatchObject({ match: true });
    await expect(verify("model@1")).rejects.toThrow(withCode("model_mismatch"));
    expect(await gallery.read(caller, bob)).toMatchObject({ modelId: "model@2", templates: [{ modelId: "model@2" }] });
    expect(await gallery.erase(caller, bob)).toEqual({ subject: "bob", templates: 1 });
  });
});

describe("a replacement", () => {
  test("is searched at once, and what it replaced is in no index any more", async () => {
    await enrol(ada, x);
    expect(await found(x)).toEqual(["ada"]);
    await enrol(ada, y, { replace: true });
    expect([await found(x), await found(y)]).toEqual([[], ["ada"]]);
    expect(indexes.map(({ status }) => status.size)).toEqual([1]);
  });

  test("by another model moves the subject: from one index into the other", async () => {
    await enrol(ada, x);
    await enrol(bob, x, { modelId: "model@2" });
    await Promise.all([found(x), found(x, "model@2")]);
    await enrol(ada, y, { modelId: "model@2", replace: true });
    expect(await found(y, "model@2")).toEqual(["ada"]);
    await expect(found(x)).rejects.toThrow(withCode("model_mismatch"));
    expect(indexes.map(({ status }) => status.size)).toEqual([0, 2]);
  });

  test("leaves the subject found all the while", async () => {
    await enrol(ada, x);
    await found(x);
    const replaced = enrol(ada, x, { replace: true });
    expect(await found(x)).toEqual(["ada"]);
    await replaced;
    expect(await found(x)).toEqual(["ada"]);
  });
});

test("[OUT3] a change carries its caller's number", async () => {
  await enrol(ada, x, {}, 10);
  await expect(enrol(ada, y, {}, 9)).rejects.toThrow(withCode("superseded"));
  await expect(gallery.erase({ ...caller, sequence: 10 }, ada)).rejects.toThrow(withCode("superseded"));
  expect(await gallery.erase({ ...caller, sequence: 11 }, ada)).toMatchObject({ templates: 1 });
});

describe("what a server does not keep", () => {
  test("is refused where it would be missed: a consent, a successor", async () => {
    const consent = { text: "v1", purpose: "doors", expiresAt: "2030-01-01T00:00:00Z" };
    await expect(enrol(ada, x, { consent })).rejects.toThrow(withCode("invalid_request"));
    await enrol(ada, x);
    const successor = { modelId: "model@2", vector: x };
    const comparison = { probe: { modelId: "model@1", vector: x }, targetFmr: 1e-4, liveness: undefined, successor };
    await expect(gallery.verify(caller, ada, comparison, unproved)).rejects.toThrow(withCode("invalid_request"));
  });

  test("is taken and left where it decides nothing: a quality", async () => {
    expect(await enrol(ada, x, { quality: 0.5 })).toMatchObject({ templates: 1 });
  });
});
