import { cllr } from "../../src/calibrate/cost.ts";
import { fitLogistic } from "../../src/calibrate/logistic.ts";
import { tallyOf } from "../../src/calibrate/tally.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { subjectFolds } from "../../src/data/split.ts";
import type { SubjectScores } from "../../src/metrics/index.ts";
import { comparisons, type Tested } from "./comparisons.ts";
import { asTheyAre, type Faces, ofPeople } from "./faces.ts";
import type { Adapted, Way } from "./way.ts";

/** What was chosen by people that are not tested, and what it makes of those that are. */
export interface Chosen {
  readonly way: string;
  readonly setting: string;
  /** Of the people that it was chosen by. */
  readonly cost: number;
  /** Its scale is a log-likelihood ratio, as those people have it. */
  readonly tested: Tested & Required<Pick<Tested, "scale">>;
}

/** Every way as chosen for one part, in the order of the ways. */
export type Part = readonly Chosen[];

export interface ChoiceOptions {
  /** Folds of the learnt people, which choose. */
  readonly inner: number;
  /** Of who is in which fold, and of the batches. */
  readonly seed: number;
}

/**
 * A cross-validation by people around another one: of each fold's learnt people, some are held out in turn to choose
 * the setting of each way; then it learns from all of them and embeds the fold's own, who had no say in anything.
 *
 * @param pictures the people of the folds
 */
export async function crossValidation(
  ways: readonly Way[],
  faces: Faces,
  pictures: Dataset,
  { folds, say, ...options }: ChoiceOptions & { readonly folds: number; say(text: string): void },
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [fold, { train, test }] of subjectFolds(pictures, folds, options.seed).entries()) {
    const tested = ofPeople(faces, test.classes);
    parts.push(await choose(ways, ofPeople(faces, train.classes), train, tested, options));
    say(`seed ${options.seed}, fold ${fold + 1} of ${folds}`);
  }
  return parts;
}

/** Every way with the setting that is best for the learnt people, each judged by heads that have not seen them. */
export async function choose(
  ways: readonly Way[],
  learnt: Faces,
  pictures: Dataset,
  tested: Faces,
  { inner, seed }: ChoiceOptions,
): Promise<Part> {
  const folds = subjectFolds(pictures, inner, seed);
  const part: Chosen[] = [];
  for (const way of ways) {
    const judged = new Map<string, Tested[]>();
    for (const { train, test } of folds) {
      const held = ofPeople(learnt, test.classes);
      for (const { setting, ...adapted } of await adapt(way, ofPeople(learnt, train.classes), held, seed)) {
        judged.set(setting, [...(judged.get(setting) ?? []), adapted]);
      }
    }
    const costs = [...judged].map(([setting, heads]) => ({ setting, heads, cost: meanCost(heads, learnt.people) }));
    // Of equal ones the first, which is the embedding as it was.
    const { setting, heads, cost } = costs.reduce((a, b) => (b.cost < a.cost ? b : a));
    const all = await adapt(way, learnt, tested, seed);
    const { embeddings, people } = all.find((adapted) => adapted.setting === setting)!;
    const { slope, intercept } = fitLogistic(tallyOf(comparisons(heads, learnt.people)));
    const scale = (cosine: number) => slope * cosine + intercept;
    part.push({ way: nameOf(way), setting, cost, tested: { embeddings, people, scale } });
  }
  return part;
}

/** Each head by itself: what they say of other people is not compared. */
function meanCost(heads: readonly Tested[], people: readonly string[]): number {
  return heads.reduce((sum, head) => sum + costOf(comparisons([head], people)), 0) / heads.length;
}

/** Cllr, in bits, of scores that were calibrated on themselves: what they do not tell, whatever their scale. */
export function costOf(scores: SubjectScores): number {
  const tally = tallyOf(scores);
  const { slope, intercept } = fitLogistic(tally);
  return cllr(tally, (score) => slope * score + intercept);
}

async function adapt(way: Way, learnt: Faces, tested: Faces, seed: number): Promise<(Adapted & Tested)[]> {
  const names = Array.from(tested.labels, (label) => tested.people[label]!);
  const all = await way.adapt(learnt, asTheyAre(tested), seed);
  return all.map((adapted) => ({ ...adapted, people: names }));
}

export function nameOf({ name, augmented }: Way): string {
  return augmented ? `${name}, changed copies` : name;
}
