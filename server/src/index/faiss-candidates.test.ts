import { describe, expect, onTestFinished, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { indexContract } from "./contract.ts";
import { faissCandidates } from "./faiss-candidates.ts";
import { flatIndex } from "./flat.ts";
import { inOrder } from "./in-order.ts";
import { liveSpace } from "./live-space.ts";
import { scanDriver } from "./scan.ts";
import { randomVector, seeded } from "./shortcut/nearby.fixture.ts";
import { shortcutIndex } from "./shortcut/shortcut-index.ts";

const dimension = 32;
const random = seeded(17);
const many = 3_000;
const labels = BigInt64Array.from({ length: many }, (_, i) => BigInt(i + 1));
/** People: views of one of 600 faces. */
const faces = Array.from({ length: 600 }, () => randomVector(dimension, random));
const viewOf = (face: number) => normalize(faces[face]!.map((value) => value + 0.1 * (random() - 0.5)));
const vectors = Float32Array.from(Array.from(labels, (_, i) => [...viewOf(i % 600)]).flat());
const create = faissCandidates({ threads: 1 });

async function filled(factory = "IVF32,SQ8") {
  const candidates = await create({ dimension, factory, training: vectors });
  onTestFinished(() => candidates.close());
  await candidates.add(labels, vectors);
  return candidates;
}

describe("candidates by Faiss", () => {
  test("are more, and more often right, the farther it looks", async () => {
    const candidates = await filled();
    const exact = flatIndex({ dimension });
    await exact.add(labels, vectors);
    const shares: number[] = [];
    const looked: number[] = [];
    for (const effort of [1, 4, candidates.mostEffort]) {
      candidates.effort = effort;
      let right = 0;
      let compared = 0;
      for (let face = 0; face < 200; face++) {
        const probe = randomVector(dimension, seeded(1000 + face));
        const [best] = (await exact.search(probe, 1)).hits;
        const near = await candidates.near(probe, 64);
        if (near.labels.includes(BigInt(best!.label))) right++;
        compared += near.compared;
        expect([...near.labels]).toEqual([...new Set(near.labels)].toSorted((a, b) => Number(a - b)));
      }
      shares.push(right);
      looked.push(compared);
    }
    expect(shares[2]).toBe(200);
    expect(shares[0]).toBeLessThan(shares[2]!);
    expect(looked).toEqual(looked.toSorted((a, b) => a - b));
  });

  test("come and go with the vectors", async () => {
    const candidates = await filled();
    candidates.effort = candidates.mostEffort;
    await candidates.remove(labels.subarray(0, 2_990));
    const { labels: near } = await candidates.near(faces[0]!, 64);
    expect([...near]).toEqual([...labels.subarray(2_990)]);
    await candidates.add(BigInt64Array.of(9_999n), Float32Array.from(faces[0]!));
    expect((await candidates.near(faces[0]!, 64)).labels).toContain(9_999n);
  });

  test("are given up with the signal's reason, and let go of", async () => {
    const signal = AbortSignal.abort(new Error("given up"));
    await expect(create({ dimension, factory: "IVF32,SQ8", training: vectors, signal })).rejects.toThrow("given up");
  });

  test("say what they are", async () => {
    const candidates = await filled();
    candidates.effort = 1_000;
    expect(candidates.kind).toBe("Faiss IVF32,SQ8, 32 of 32 lists");
    expect(candidates.bytes).toBeGreaterThan(many * dimension);
  });
});

describe("[IDX5] a space that is searched by them", () => {
  test("answers as the exact index does, before, while and after they are made", async () => {
    const exact = scanDriver({ codes: "i8", threads: 1 }).create({ dimension });
    const oracle = flatIndex({ dimension });
    const space = liveSpace({ exact, dimension, similarity: 0.9 });
    onTestFinished(() => space.close());
    await Promise.all([space.added(labels, vectors), oracle.add(labels, vectors)]);
    const clock = () => performance.now() / 1000;
    const policy = { patience: 0, gain: 0, floor: 0.9, probes: 300 };
    const improving = space.improve({ create, policy, clock, random }, new AbortController().signal);
    const gone = labels.subarray(100, 200);
    await Promise.all([space.removed(gone), oracle.remove(gone)]);
    expect(await improving).toBe("used");
    expect(space.status).toMatchObject({ exact: false });
    expect(space.status.recall!.atLeast).toBeGreaterThanOrEqual(0.9);
    for (let face = 0; face < 50; face++) {
      const probe = viewOf(face);
      const [found, wanted] = [await space.search(probe, 1), await oracle.search(probe, 1)];
      expect(found.hits[0]!.label).toBe(wanted.hits[0]!.label);
      expect(gone.includes(BigInt(found.hits[0]!.label))).toBe(false);
    }
  });
});

// Looking through every list, it is held to what exact drivers are held to.
indexContract("Faiss, then scan", ({ dimension: values }) => {
  const exact = scanDriver({ codes: "i8", threads: 1 }).create({ dimension: values });
  const training = Float32Array.from(Array.from({ length: 64 }, () => [...randomVector(values, random)]).flat());
  const made = create({ dimension: values, factory: "IVF2,Flat", training }).then((candidates) => {
    candidates.effort = candidates.mostEffort;
    return shortcutIndex(exact, candidates);
  });
  // A live space makes changes one after the other to both.
  const step = inOrder();
  return {
    get status() {
      return exact.status;
    },
    add: (...rows) => step(async () => (await made).add(...rows)),
    remove: (gone) => step(async () => (await made).remove(gone)),
    search: async (...asked) => (await made).search(...asked),
    close: () => {
      made.then((index) => index.close());
      exact.close();
    },
  };
});
