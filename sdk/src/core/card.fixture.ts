// Test support: cards that are right, of models that do not exist.

import { sha256Hex } from "./digest.ts";
import {
  modelIdOf,
  type DetectorCard,
  type EmbedderCard,
  type LandmarkerCard,
  type ModelCard,
  type PictureEmbedderCard,
  type PresentationAttackCard,
  type TinyYoloOutput,
  type UltraFaceOutput,
} from "./model-card.ts";
import type { ScoreCalibration } from "./score-calibration.ts";

const common = {
  format: "likeness-card/1",
  weights: { file: "none.onnx", bytes: 0, sha256: "0".repeat(64) },
  licence: { weights: "CC0-1.0", statement: "none" },
  provenance: { package: "none", author: "nobody", training: "none", source: "none" },
  accuracy: [],
} as const;

const plainInput = { tensor: "image", channels: "rgb", mean: [0, 0, 0], divisor: 1 } as const;

/** The card with the modelId that follows from it and from the bytes of its file. */
export async function modelOf<Card extends ModelCard>(card: Card, bytes: Uint8Array<ArrayBuffer>) {
  const weights = { ...card.weights, bytes: bytes.length, sha256: await sha256Hex(bytes) };
  const named = { ...card, weights };
  return { card: { ...named, modelId: await modelIdOf(named) }, bytes };
}

export function embedderCard(changes: Partial<EmbedderCard> = {}): EmbedderCard {
  return {
    ...common,
    task: "embed",
    name: "fixture",
    modelId: "fixture@0000000000000000",
    input: { ...plainInput, size: 8 },
    output: { tensor: "embedding" },
    dimension: 4,
    normalisation: "l2",
    alignment: {
      landmarks: "ibug-68",
      points: [
        [36, 2, 2],
        [45, 5, 2],
        [30, 3.5, 4],
      ],
    },
    calibration: {
      score: "cosine",
      data: "none",
      protocol: "none",
      matedPairs: 1_000,
      nonMatedPairs: 1_000_000,
      thresholds: [
        { score: 0.5, fmr: 1e-2, falseMatches: 10_000, fnmr: 0.01 },
        { score: 0.7, fmr: 1e-4, falseMatches: 100, fnmr: 0.02 },
        { score: 0.9, fmr: 1e-6, falseMatches: 1, fnmr: 0.2 },
      ],
    },
    ...changes,
  };
}

export function pictureEmbedderCard(changes: Partial<PictureEmbedderCard> = {}): PictureEmbedderCard {
  const { output, dimension, normalisation, calibration } = embedderCard();
  return {
    ...common,
    task: "embed-picture",
    name: "fixture-drawings",
    modelId: "fixture-drawings@0000000000000000",
    input: { tensor: "image", channels: "grey", mean: [0], divisor: 255, width: 28, height: 32 },
    output,
    dimension,
    normalisation,
    calibration,
    ...changes,
  };
}

/** Of scores around 0.5: two knots and a line. */
export const scoreCalibration: ScoreCalibration = {
  version: 1,
  logistic: { slope: 20, intercept: -10 },
  isotonic: { scores: [0.25, 0.5, 0.75], llrs: [-4, 0, 6] },
};

export function landmarkerCard(changes: Partial<LandmarkerCard> = {}): LandmarkerCard {
  return {
    ...common,
    task: "landmarks",
    name: "fixture-points",
    modelId: "fixture-points@0000000000000000",
    input: { ...plainInput, size: 16, shift: 0.25 },
    output: { tensor: "points", points: 68 },
    ...changes,
  };
}

export function presentationAttackCard(changes: Partial<PresentationAttackCard> = {}): PresentationAttackCard {
  return {
    ...common,
    task: "presentation-attack",
    name: "fixture-live",
    modelId: "fixture-live@0000000000000000",
    input: { ...plainInput, size: 8, scale: 2 },
    output: { tensor: "classes", classes: 3, live: 1, activation: "softmax" },
    calibration: { data: "none", protocol: "none", threshold: 0.8, attacks: 100, bonaFide: 100, apcer: 0.05, bpcer: 0.02 },
    ...changes,
  };
}

export const ultraFaceOutput: UltraFaceOutput = {
  kind: "ultraface",
  scores: "scores",
  boxes: "boxes",
  strides: [8, 16],
  priors: [[10, 20], [40]],
  centreVariance: 0.1,
  sizeVariance: 0.2,
};

export const tinyYoloOutput: TinyYoloOutput = {
  kind: "tiny-yolo",
  grid: "grid",
  stride: 32,
  anchors: [
    [1, 1],
    [2, 3],
  ],
};

export function detectorCard(changes: Partial<DetectorCard> = {}): DetectorCard {
  return {
    ...common,
    task: "detect",
    name: "fixture-boxes",
    modelId: "fixture-boxes@0000000000000000",
    input: { ...plainInput, multiple: 32, passes: [{ side: 64, threshold: 0.5 }] },
    output: tinyYoloOutput,
    overlap: 0.3,
    ...changes,
  };
}
