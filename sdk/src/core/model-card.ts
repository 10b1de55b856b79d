import { sha256Hex } from "./digest.ts";
import type { Golden } from "./golden.ts";
import { Problem } from "./problem.ts";
import type { ScoreCalibration } from "./score-calibration.ts";

/**
 * A model card says what a model file is, how its input is made, where its weights come from, under which
 * licence, and what was measured. The part that decides whether two templates are comparable is hashed into
 * `modelId`; what was measured is not, because measuring again does not change the space.
 */
export type ModelCard = DetectorCard | LandmarkerCard | EmbedderCard | PictureEmbedderCard | PresentationAttackCard;

interface CardOf<Task extends string> {
  readonly format: "likeness-card/1";
  readonly task: Task;
  readonly name: string;
  /** `name@` and the first 16 hex digits of the contract's SHA-256; see {@link modelIdOf}. */
  readonly modelId: string;
  readonly weights: { readonly file: string; readonly bytes: number; readonly sha256: string };
  /** SPDX identifier where there is one, and the words that explain it. */
  readonly licence: { readonly weights: string; readonly statement: string };
  readonly provenance: {
    readonly package: string;
    readonly author: string;
    readonly training: string;
    readonly source: string;
    /** The data sets that the weights were made or chosen with, as far as whoever made them says. */
    readonly datasets?: readonly DatasetUse[];
    /** SHA-256 of the configuration of the training, in hex. */
    readonly config?: string;
    /**
     * The `modelId` of the frozen network below, where a head was trained on its features; or name and digest of the
     * weights that a whole network started from.
     */
    readonly backbone?: string;
  };
  readonly accuracy: readonly Measurement[];
  /** What the model gives for a known input: without it no runtime can be held to it. */
  readonly golden?: Golden;
}

export interface DatasetUse {
  readonly name: string;
  /** `training`: the weights follow from it; `validation`: they were chosen by it. */
  readonly use: "training" | "validation";
  /** Under which it may be used: an SPDX identifier, or words. */
  readonly terms: string;
  readonly source: string;
}

/** A figure with the protocol that gave it. `interval` is the 95 % confidence interval. */
export interface Measurement {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly interval?: readonly [number, number];
  readonly data: string;
  readonly protocol: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** How pixels (0-255, sRGB) become the input tensor: `(pixel - mean[c]) / divisor`, N x 3 x H x W, float32. */
export interface InputSpec {
  readonly tensor: string;
  readonly channels: "rgb" | "bgr";
  readonly mean: readonly [number, number, number];
  readonly divisor: number;
}

export interface DetectorCard extends CardOf<"detect"> {
  /** The picture is scaled until its longer side is a pass's, and padded at right and bottom to `multiple`. */
  readonly input: InputSpec & { readonly multiple: number; readonly passes: readonly DetectorPass[] };
  readonly output: UltraFaceOutput | TinyYoloOutput;
  /** Two boxes whose intersection over union is above this are one face. */
  readonly overlap: number;
}

/** A detector sees faces of some sizes; a picture is looked at once for each range of them. */
export interface DetectorPass {
  readonly side: number;
  /** Boxes this sure and surer count. */
  readonly threshold: number;
  /** Only for pictures whose longer side is at least this. */
  readonly from?: number;
  /** In pixels of the scaled picture: a larger box is left to a coarser pass. */
  readonly largest?: number;
}

/** Linzaer's UltraFace: prior boxes over feature maps, centre and size as offsets (SSD). */
export interface UltraFaceOutput {
  readonly kind: "ultraface";
  /** N x priors x 2 (the probabilities of background and face) and N x priors x 4. */
  readonly scores: string;
  readonly boxes: string;
  readonly strides: readonly number[];
  readonly priors: readonly (readonly number[])[];
  readonly centreVariance: number;
  readonly sizeVariance: number;
}

/** face-api's tiny face detector: a YOLOv2 head, 5 anchors x (x, y, w, h, objectness). */
export interface TinyYoloOutput {
  readonly kind: "tiny-yolo";
  readonly grid: string;
  readonly stride: number;
  readonly anchors: readonly (readonly [number, number])[];
}

export interface LandmarkerCard extends CardOf<"landmarks"> {
  /**
   * The square around the middle of the detector's box, as wide as the box's longer side and moved down by
   * `shift` of its height, is scaled to `size`.
   */
  readonly input: InputSpec & { readonly size: number; readonly shift: number };
  readonly output: { readonly tensor: string; readonly points: 68 };
}

export interface EmbedderCard extends CardOf<"embed"> {
  readonly input: InputSpec & { readonly size: number };
  readonly output: { readonly tensor: string };
  readonly dimension: number;
  readonly normalisation: "l2";
  readonly alignment: AlignmentTemplate;
  readonly calibration: Calibration;
}

/**
 * Makes templates of whole pictures, of whatever they show: nothing is sought in them and nothing aligned. Such
 * templates are of their `modelId` as those of faces are; the pipeline of faces takes no such model.
 */
export interface PictureEmbedderCard extends CardOf<"embed-picture"> {
  /**
   * The whole picture, scaled to `width` x `height` whatever its proportions. `grey` is one channel:
   * 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601); `mean` has a number for each channel.
   */
  readonly input: {
    readonly tensor: string;
    readonly channels: "rgb" | "bgr" | "grey";
    readonly mean: readonly number[];
    readonly divisor: number;
    readonly width: number;
    readonly height: number;
  };
  readonly output: { readonly tensor: string };
  readonly dimension: number;
  readonly normalisation: "l2";
  readonly calibration: Calibration;
}

/** Tells a live face from one on paper, on a screen, or on a mask, by one picture (ISO/IEC 30107-3). */
export interface PresentationAttackCard extends CardOf<"presentation-attack"> {
  /** The square around the middle of the detector's box, `scale` times its longer side wide, is scaled to `size`. */
  readonly input: InputSpec & { readonly size: number; readonly scale: number };
  readonly output: {
    /** N x classes. */
    readonly tensor: string;
    readonly classes: number;
    /** Which of the classes, from 0, is a live face. */
    readonly live: number;
    /** What makes the values probabilities: `none` if they are. */
    readonly activation: "softmax" | "none";
  };
  readonly calibration: PresentationAttackCalibration;
}

/** The error rates of ISO/IEC 30107-3 that were measured at a threshold; with no attacks, nothing was. */
export interface PresentationAttackCalibration {
  readonly data: string;
  readonly protocol: string;
  /** Live from this probability of the live class on. */
  readonly threshold: number;
  readonly attacks: number;
  readonly bonaFide: number;
  /** Attacks taken for live: attack presentation classification error rate. */
  readonly apcer: number;
  /** Live faces taken for attacks: bona fide presentation classification error rate. */
  readonly bpcer: number;
}

/** Where landmarks lie in the aligned chip: a similarity transform is fitted to them by least squares. */
export interface AlignmentTemplate {
  /**
   * Which landmarks: the 68 of iBUG 300-W by number, or the five that most published recognisers are trained with:
   * 0 and 1 the middles of the eyes, left one of the picture first, 2 the tip of the nose, 3 and 4 the corners of the
   * mouth.
   */
  readonly landmarks: "ibug-68" | "five-points";
  /** `[landmark index, x, y]`, in pixels of the chip; the middle of its first pixel is (0, 0). */
  readonly points: readonly (readonly [index: number, x: number, y: number])[];
}

/** Score thresholds with the false match rate that was measured at each, strictest last. */
export interface Calibration {
  readonly score: "cosine";
  readonly data: string;
  readonly protocol: string;
  readonly matedPairs: number;
  readonly nonMatedPairs: number;
  readonly thresholds: readonly Threshold[];
  /** What a score is worth as evidence, fitted to the same pairs. */
  readonly scores?: ScoreCalibration;
}

/** Of a model that nobody has measured yet: no host can decide by it. */
export const uncalibrated: Calibration = {
  score: "cosine",
  data: "none",
  protocol: "Not measured.",
  matedPairs: 0,
  nonMatedPairs: 0,
  thresholds: [],
};

export interface Threshold {
  /** Accept at this comparison score and above. */
  readonly score: number;
  /** False match rate of a single comparison. */
  readonly fmr: number;
  /** The non-mated pairs behind `fmr`: with few, it is a rough figure. */
  readonly falseMatches: number;
  /** False non-match rate measured at this score. */
  readonly fnmr: number;
}

/** What is hashed: for an embedder its space, for the others their weights, input and output. */
export async function modelIdOf(card: ModelCard): Promise<string> {
  return `${card.name}@${(await sha256Hex(canonicalJson(contractOf(card)))).slice(0, 16)}`;
}

function contractOf(card: ModelCard): object {
  const file = { weights: card.weights.sha256, input: card.input, output: card.output };
  if (card.task !== "embed" && card.task !== "embed-picture") return file;
  const space = { ...file, dimension: card.dimension, normalisation: card.normalisation };
  return card.task === "embed" ? { ...space, alignment: card.alignment } : space;
}

/**
 * A card that was changed by hand would put templates of one space under the name of another.
 *
 * @throws Problem `model_digest`
 */
export async function assertModelId(card: ModelCard): Promise<void> {
  const derived = await modelIdOf(card);
  if (derived !== card.modelId) {
    throw new Problem("model_digest", `the card of ${card.modelId} describes ${derived}`);
  }
}

/** JSON with sorted keys and no blanks, so that equal contracts have equal digests (after RFC 8785). */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
}
