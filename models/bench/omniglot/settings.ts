import type { AugmentStep, FixedStep } from "../../src/data/augment/step.ts";

/** How the network of the drawings is trained; chosen with four alphabets learnt and two others to validate. */
export const drawings = {
  size: 48,
  channels: [32, 48, 64, 96],
  dimension: 128,
  weightDecay: 0.01,
  temperature: 0.1,
  classesPerBatch: 32,
  perClass: 4,
  rate: 0.001,
  warmUp: 50,
  steps: 600,
} as const;

/** Where on the sheet and how large somebody draws says nothing about the character. */
export const fitted: readonly FixedStep[] = [{ op: "fit-ink", size: drawings.size, margin: 0.15 }];

export const anotherHand: readonly AugmentStep[] = [
  { op: "warp", degrees: 15, scale: 0.18, shear: 0.25, shift: 0.1, bend: 0.03 },
];

/** Two alphabets in the order of their names are unseen in each fold, the other six learnt. */
export const folds = [
  ["Balinese", "Early_Aramaic"],
  ["Greek", "Japanese_(katakana)"],
  ["Korean", "Latin"],
  ["Sanskrit", "Tagalog"],
] as const;
