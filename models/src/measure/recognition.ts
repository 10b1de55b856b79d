import type { Calibration, Measurement } from "@likeness/sdk/core";
import { decodePicture, type FaceEmbedder } from "@likeness/sdk/face/node";
import type { FaceSet } from "./face-set.ts";
import { wilsonInterval } from "./interval.ts";
import {
  allPairs,
  equalErrorRate,
  falseMatchesAt,
  missedAt,
  thresholdFor,
  type Labelled,
  type Scores,
} from "./scores.ts";

/** False match rates worth a threshold; the last few rest on few pairs, and say so. */
const rates = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5];

const protocol = "whole pipeline, the largest face of each picture, all pairs of pictures";

export async function measureRecognition(
  embedder: FaceEmbedder,
  sets: readonly FaceSet[],
): Promise<{ accuracy: Measurement[]; calibration: Calibration }> {
  const accuracy: Measurement[] = [];
  const everyone: Labelled[] = [];
  for (const set of sets) {
    const faces = await embedSet(embedder, set);
    everyone.push(...faces);
    accuracy.push(...figures(set, allPairs(faces), faces.length));
  }
  const scores = allPairs(everyone);
  const data = sets.map(({ name, pictures }) => `${name} (${pictures.length})`).join(", ");
  return { accuracy, calibration: calibrate(scores, `${data}, pairs across sets too`) };
}

async function embedSet(embedder: FaceEmbedder, set: FaceSet): Promise<Labelled[]> {
  const faces: Labelled[] = [];
  for (const { person, file } of set.pictures) {
    const { faces: found } = await embedder.analyze(await decodePicture(file));
    const [largest] = found;
    if (largest) faces.push({ person, vector: largest.template.vector });
  }
  return faces;
}

function figures({ name, pictures }: FaceSet, scores: Scores, acquired: number): Measurement[] {
  const { mated, nonMated } = scores;
  const counts = {
    pictures: pictures.length,
    failedToAcquire: pictures.length - acquired,
    matedPairs: mated.length,
    nonMatedPairs: nonMated.length,
  };
  const strict = thresholdFor(scores, Math.floor(1e-3 * nonMated.length));
  const accepted = mated.length - missedAt(scores, strict);
  return [
    { figure: "EER", value: equalErrorRate(scores), unit: "rate", data: name, protocol, counts },
    {
      figure: "TAR at FAR 1e-3",
      value: accepted / mated.length,
      unit: "rate",
      interval: wilsonInterval(accepted, mated.length),
      data: name,
      protocol,
      counts,
    },
  ];
}

function calibrate(scores: Scores, data: string): Calibration {
  const { mated, nonMated } = scores;
  return {
    score: "cosine",
    data,
    protocol: `${protocol}; a threshold is the lowest score at which no more false matches pass`,
    matedPairs: mated.length,
    nonMatedPairs: nonMated.length,
    thresholds: rates.map((rate) => {
      const score = thresholdFor(scores, Math.floor(rate * nonMated.length));
      const falseMatches = falseMatchesAt(scores, score);
      return {
        score,
        // With none seen, 3 / n bounds the rate with 95 % confidence ("rule of three").
        fmr: (falseMatches || 3) / nonMated.length,
        falseMatches,
        fnmr: missedAt(scores, score) / mated.length,
      };
    }),
  };
}
