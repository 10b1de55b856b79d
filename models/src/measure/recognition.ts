import type { Calibration, Measurement } from "@likeness/sdk/core";
import { decodePicture, type FaceEmbedder } from "@likeness/sdk/face/node";
import {
  equalErrorRate,
  errorCurve,
  falseMatchesAt,
  falseMatchesWithin,
  missedAt,
  thresholdFor,
  wilsonInterval,
  type Scores,
} from "../metrics/index.ts";
import { equalErrorRateInterval } from "./equal-error-rate-interval.ts";
import type { FaceSet } from "./face-set.ts";
import { allPairs, crossPairs, type Labelled } from "./pairs.ts";

/** False match rates worth a threshold; the last few rest on few pairs, and say so. */
const rates = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5];

const protocol = "whole pipeline, the largest face of each picture, all pairs of pictures";

/** The faces of a set as an embedder sees them; of a picture in which it finds none there is none. */
export interface Embedded {
  readonly set: FaceSet;
  readonly faces: readonly (Labelled | undefined)[];
}

/** What an embedder makes of every picture; `mirror` as `FaceEmbedder.analyze` has it. */
export async function embedSets(
  embedder: FaceEmbedder,
  sets: readonly FaceSet[],
  { mirror = false } = {},
): Promise<Embedded[]> {
  const embedded: Embedded[] = [];
  for (const set of sets) {
    const faces: (Labelled | undefined)[] = [];
    for (const { person, file } of set.pictures) {
      const [largest] = (await embedder.analyze(await decodePicture(file), { mirror })).faces;
      faces.push(largest && { person, vector: largest.template.vector });
    }
    embedded.push({ set, faces });
  }
  return embedded;
}

/** Error rates set by set; `how` says in words what is other than in the card, such as "with mirror". */
export function recognitionFigures(embedded: readonly Embedded[], how = ""): Measurement[] {
  return embedded.flatMap(({ set, faces }) => figures(set, acquired(faces), how));
}

function figures({ name, pictures }: FaceSet, faces: readonly Labelled[], how: string): Measurement[] {
  const scores = allPairs(faces);
  const { mated, nonMated } = scores;
  const counts = {
    pictures: pictures.length,
    failedToAcquire: pictures.length - faces.length,
    matedPairs: mated.length,
    nonMatedPairs: nonMated.length,
  };
  const strict = thresholdFor(scores, falseMatchesWithin(1e-3, nonMated.length));
  const accepted = mated.length - missedAt(scores, strict);
  const interval = equalErrorRateInterval(scores);
  const called = (figure: string) => (how ? `${figure}, ${how}` : figure);
  return [
    {
      figure: called("EER"),
      value: equalErrorRate(errorCurve(scores)),
      unit: "rate",
      ...(interval && { interval }),
      data: name,
      protocol: `${protocol}; interval by drawing subjects again`,
      counts,
    },
    {
      figure: called("TAR at FAR 1e-3"),
      value: accepted / mated.length,
      unit: "rate",
      interval: wilsonInterval(accepted, mated.length),
      data: name,
      protocol,
      counts,
    },
  ];
}

/**
 * Thresholds over all pairs, those across sets too, that hold whether or not either template was made with mirror: a
 * host does not know how a template was made, and mirrored ones score higher, also of two people. So the false match
 * rate at a score is the largest of all ways.
 */
export function calibrationOf(plain: readonly Embedded[], mirrored: readonly Embedded[]): Calibration {
  const [one, other] = [everyone(plain), everyone(mirrored)];
  return calibrate(
    allPairs(one),
    [allPairs(other), allPairs(other, one), allPairs(one, other)],
    `${namesOf(plain)}, pairs across sets too`,
  );
}

/**
 * What the card's threshold for a false match rate of 1 in 1,000 comes to where both templates or only the probe
 * have mirror: the card promises the worst of the false match rates, and tells the misses without mirror.
 */
export function mirrorFigures(
  plain: readonly Embedded[],
  mirrored: readonly Embedded[],
  { thresholds }: Calibration,
): Measurement[] {
  const threshold = thresholds.find(({ fmr }) => fmr <= 1e-3)!.score;
  const probes = mirrored.flatMap(({ faces }) => faces);
  const references = plain.flatMap(({ faces }) => faces);
  const ways = [
    ["both templates with mirror", allPairs(acquired(probes))],
    ["only the probe with mirror", crossPairs(probes, references)],
  ] as const;
  return ways.flatMap(([how, scores]) => {
    const { mated, nonMated } = scores;
    const [passed, missed] = [falseMatchesAt(scores, threshold), missedAt(scores, threshold)];
    const rate = (figure: string, errors: number, pairs: number): Measurement => ({
      figure: `${figure} at the threshold of FMR 1e-3, ${how}`,
      value: errors / pairs,
      unit: "rate",
      interval: wilsonInterval(errors, pairs),
      data: `${namesOf(plain)}, pairs across sets too`,
      protocol: `${protocol}; at a score of ${threshold}`,
      counts: { pairs, errors },
    });
    return [rate("FMR", passed, nonMated.length), rate("FNMR", missed, mated.length)];
  });
}

function acquired(faces: readonly (Labelled | undefined)[]): Labelled[] {
  return faces.filter((face) => face !== undefined);
}

function everyone(embedded: readonly Embedded[]): Labelled[] {
  return acquired(embedded.flatMap(({ faces }) => faces));
}

function namesOf(embedded: readonly Embedded[]): string {
  return embedded.map(({ set }) => `${set.name} (${set.pictures.length})`).join(", ");
}

function calibrate(plain: Scores, others: readonly Scores[], data: string): Calibration {
  const ways = [plain, ...others];
  const [matedPairs, nonMatedPairs] = [plain.mated.length, plain.nonMated.length];
  if (ways.some(({ nonMated }) => nonMated.length !== nonMatedPairs)) throw new Error("ways of other pairs");
  return {
    score: "cosine",
    data,
    protocol:
      `${protocol}; a threshold is the lowest score at which no more false matches pass, be both templates made ` +
      "without mirror, both with it, or either one; FMR and false matches are of the worst of these, FNMR is of both without",
    matedPairs,
    nonMatedPairs,
    thresholds: rates.map((rate) => {
      const score = Math.max(...ways.map((scores) => thresholdFor(scores, falseMatchesWithin(rate, nonMatedPairs))));
      const falseMatches = Math.max(...ways.map((scores) => falseMatchesAt(scores, score)));
      return {
        score,
        // With none seen, 3 / n bounds the rate with 95 % confidence ("rule of three").
        fmr: (falseMatches || 3) / nonMatedPairs,
        falseMatches,
        fnmr: missedAt(plain, score) / matedPairs,
      };
    }),
  };
}
