import { expect, test } from "vitest";
import { sourceDataset } from "../../src/data/source-dataset.ts";
import { matrix } from "../../src/matrix.ts";
import { seeded } from "../../src/random.ts";
import { crossValidation } from "./cross-validation.ts";
import { asTheyAre, type Faces } from "./faces.ts";
import { linearHead, openHead } from "./head.ts";
import { unadapted, type Way } from "./way.ts";
import { whitening } from "./whitening.ts";

const people = Array.from({ length: 10 }, (_, i) => `person ${i}`);
const perPerson = 6;
const labels = Int32Array.from({ length: people.length * perPerson }, (_, i) => Math.floor(i / perPerson));
const pictures = sourceDataset("made up", people, labels, {
  kind: "memory",
  bytes: new SharedArrayBuffer(labels.length),
  width: 1,
  height: 1,
  channels: 1,
  place: "made up",
});

/** Pictures of one person differ much along the first number, which says nothing of who it is. */
function madeUp(copies: number, columns = 8): Faces {
  const random = seeded(1);
  const middles = people.map(() => Array.from({ length: columns }, (_, c) => (c === 0 ? 0 : random.normal())));
  const picture = (label: number) => middles[label]!.map((value, c) => value + (c === 0 ? 4 : 0.3) * random.normal());
  const vectors = Array.from(labels).flatMap((label) => Array.from({ length: copies }, () => picture(label)).flat());
  const features = matrix(Float32Array.from(vectors), labels.length * copies, columns);
  return { people, labels, copies, features };
}

test("nobody who is tested has a part in learning or choosing", async () => {
  const seen: { learnt: readonly string[]; tested: number }[] = [];
  const faces = madeUp(1);
  const spy: Way = {
    name: "spy",
    augmented: false,
    async adapt(learnt, tested) {
      seen.push({ learnt: learnt.people, tested: tested.rows });
      return [{ setting: unadapted, embeddings: tested }];
    },
  };
  const parts = await crossValidation([spy], faces, pictures, { folds: 5, inner: 4, seed: 3, say: () => {} });
  expect(parts.flatMap(([chosen]) => [...new Set(chosen!.tested.people)]).toSorted()).toEqual(people);
  expect(seen).toHaveLength(5 * 5);
  parts.forEach(([chosen], fold) => {
    const tested = new Set(chosen!.tested.people);
    const heads = seen.slice(fold * 5, fold * 5 + 5);
    for (const { learnt } of heads) expect(learnt.some((name) => tested.has(name))).toBe(false);
    // Four heads that choose, each without those that it is judged by, and one that learns from all eight.
    expect(heads.map(({ learnt }) => learnt.length)).toEqual([6, 6, 6, 6, 8]);
  });
});

test("whitening that helps is chosen, and takes away what differs within people", async () => {
  const faces = madeUp(1);
  const options = { folds: 2, inner: 2, seed: 1, say: () => {} };
  const [part] = await crossValidation([whitening(false)], faces, pictures, options);
  expect(part![0]!.setting).not.toBe(unadapted);

  const adapted = await whitening(false).adapt(faces, asTheyAre(faces), 1);
  const { embeddings } = adapted.find(({ setting }) => setting === "sphere 0.1, origin none")!;
  const spreadWithin = (column: number) =>
    people.reduce((sum, _, person) => {
      const rows = Array.from({ length: perPerson }, (_, i) => person * perPerson + i);
      const values = rows.map((row) => embeddings.data[row * 8 + column]!);
      const mean = values.reduce((a, b) => a + b) / perPerson;
      return sum + values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / labels.length;
    }, 0);
  // In the backbone's vectors it is 16 against 0.09.
  expect(spreadWithin(0) / spreadWithin(1)).toBeLessThan(12);
});

test("copies are learnt from where they are wanted", async () => {
  const faces = madeUp(3);
  const plain = await whitening(false).adapt(faces, asTheyAre(faces), 1);
  const changed = await whitening(true).adapt(faces, asTheyAre(faces), 1);
  expect(plain[0]!.embeddings.data).toEqual(changed[0]!.embeddings.data);
  expect(plain.at(-1)!.embeddings.data).not.toEqual(changed.at(-1)!.embeddings.data);
});

test("a head gives at first what comes in, at length 1", async () => {
  const { learner } = await openHead(linearHead(), 0);
  const { features } = madeUp(1, 128);
  const { data } = await learner.embed({ data: features.data, shape: [features.rows, 128] });
  await learner.close();
  const first = features.data.subarray(0, 128);
  const length = Math.hypot(...first);
  first.forEach((value, i) => expect(data[i]).toBeCloseTo(value / length, 6));
});
