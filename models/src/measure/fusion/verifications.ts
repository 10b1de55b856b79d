import type { Enrolment } from "./enrolment.ts";
import type { Fusion } from "./fusions.ts";
import type { Gallery } from "./gallery.ts";

/** Of non-mated scores only those can be false matches at rates that matter: this part, the highest. */
const tail = 0.05;

/** Scores of probes with subjects of several views, and whose they are. */
export interface Verifications {
  /** How many subjects there are. */
  readonly subjects: number;
  /** Lowest first. */
  readonly mated: Float64Array;
  /** The number of the picture that is the probe of `mated[i]`. */
  readonly matedProbes: Int32Array;
  readonly matedSubjects: Int32Array;
  /** Mated comparisons of each subject. */
  readonly matedCounts: Float64Array;
  /** The highest of the non-mated scores, highest first. */
  readonly nonMated: Float64Array;
  /** Subject and probe's subject of `nonMated[i]`. */
  readonly nonMatedSubjects: readonly [Int32Array, Int32Array];
  /** Non-mated comparisons of subject a with probes of subject b, at `a * subjects + b`: of all, not of the highest. */
  readonly nonMatedCounts: Float64Array;
}

/** Compares every picture with every enrolment that it is no part of. */
export function verificationsOf(gallery: Gallery, enrolments: readonly Enrolment[], fusion: Fusion): Verifications {
  const { subjects, qualities, compared, among } = gallery;
  const count = subjects.reduce((most, subject) => Math.max(most, subject + 1), 0);
  const [matedCounts, nonMatedCounts] = [new Float64Array(count), new Float64Array(count * count)];
  const [mated, nonMated] = [collection(), collection()];
  for (const { subject, views } of enrolments) {
    const score = fusion.over({
      qualities: views.map((picture) => qualities[picture]!),
      cosine: (i, j) => among(views[i]!, views[j]!),
    });
    for (let probe = 0; probe < subjects.length; probe++) {
      if (views.includes(probe)) continue;
      const fused = score(views.map((picture) => compared(probe, picture)));
      if (subjects[probe] === subject) {
        matedCounts[subject]!++;
        mated.add(fused, subject, probe);
      } else {
        nonMatedCounts[subject * count + subjects[probe]!]!++;
        nonMated.add(fused, subject, probe);
      }
    }
  }
  const own = mated.highest(1);
  const others = nonMated.highest(tail);
  return {
    subjects: count,
    mated: own.scores.toReversed(),
    matedProbes: own.probes.toReversed(),
    matedSubjects: own.subjects.toReversed(),
    matedCounts,
    nonMated: others.scores,
    nonMatedSubjects: [others.subjects, others.probes.map((probe) => subjects[probe]!)],
    nonMatedCounts,
  };
}

function collection() {
  const [scores, subjects, probes]: [number[], number[], number[]] = [[], [], []];
  return {
    add: (score: number, subject: number, probe: number) => {
      scores.push(score);
      subjects.push(subject);
      probes.push(probe);
    },
    /** That part of them, and what ties with its lowest. */
    highest: (part: number) => {
      // Plain numbers are sorted fast: of a million, only the places of those that are wanted are sorted.
      const lowest = Float64Array.from(scores).toSorted().at(-Math.ceil(part * scores.length));
      const places = [...scores.keys()]
        .filter((at) => scores[at]! >= lowest!)
        .toSorted((i, j) => scores[j]! - scores[i]!);
      return {
        scores: Float64Array.from(places, (at) => scores[at]!),
        subjects: Int32Array.from(places, (at) => subjects[at]!),
        probes: Int32Array.from(places, (at) => probes[at]!),
      };
    },
  };
}
