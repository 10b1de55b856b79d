import type { Box, Picture, Point, Template } from "../core/index.ts";
import { align } from "./align.ts";
import { detect } from "./detect.ts";
import { embed } from "./embed.ts";
import { findLandmarks } from "./landmarks.ts";
import { checkModel, type FaceModels, type Model } from "../model/model.ts";
import type { Preprocessor } from "./preprocess/preprocessor.ts";
import { typedArrayPreprocessor } from "./preprocess/typed-arrays.ts";
import { assessQuality, type Quality } from "./quality/index.ts";
import type { Runtime, Session } from "../runtime/session.ts";

export interface Face {
  /** In pixels of the picture; may reach over its edge. */
  readonly box: Box;
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** 68 points, in pixels; numbered as by iBUG 300-W. */
  readonly landmarks: readonly Point[];
  readonly quality: Quality;
  readonly template: Template;
}

/** Milliseconds of each stage, over all faces of the picture. */
export interface Timings {
  readonly detect: number;
  readonly align: number;
  readonly embed: number;
}

export interface Analysis {
  /** Of the picture, in pixels: boxes and landmarks lie in these. */
  readonly width: number;
  readonly height: number;
  /** The largest face first. */
  readonly faces: readonly Face[];
  readonly timings: Timings;
}

export interface AnalyzeOptions {
  readonly signal?: AbortSignal;
  /**
   * A template of each face and its mirror image together, at the price of a second chip a face. It is of the same space
   * and may be compared with one of the face alone, and fewer mated pairs are missed. The card's thresholds keep the
   * false match rates that they name with and without. The card's accuracy has both ("with mirror").
   */
  readonly mirror?: boolean;
}

export interface FaceEmbedder<Source = Picture> {
  /** The `modelId` of its templates. */
  readonly modelId: string;
  /** Every face in a picture; none is no error. */
  analyze(picture: Source, options?: AnalyzeOptions): Promise<Analysis>;
  /** Frees the models. */
  close(): Promise<void>;
}

export interface FaceEmbedderOptions<Source = Picture> {
  readonly runtime: Runtime;
  readonly models: FaceModels;
  /** What cuts the models' inputs out of a picture; by default in typed arrays. Closed with the embedder. */
  readonly preprocessor?: Preprocessor<Source>;
  /** Whether pictures are analysed with `mirror` where the call does not say. */
  readonly mirror?: boolean;
}

/** Chips embedded in one run of the model: bounds the memory that a crowd takes. */
const batch = 16;

/**
 * Pictures to faces with templates, on this device: detect, find landmarks, align, assess, embed.
 *
 * @throws Problem `model_digest` if a file is not the one its card names, `inference_failed`
 */
export async function createFaceEmbedder<Source = Picture>({
  runtime,
  models,
  // Without one the source is a picture: what is not says so by its type.
  preprocessor = typedArrayPreprocessor() as unknown as Preprocessor<Source>,
  mirror: mirrorByDefault = false,
}: FaceEmbedderOptions<Source>): Promise<FaceEmbedder<Source>> {
  const { detector, landmarker, embedder } = models;
  const chipSize = { width: embedder.card.input.size, height: embedder.card.input.size };
  const [detectorSession, landmarkerSession, embedderSession] = await loadAll(runtime, [
    detector,
    landmarker,
    embedder,
  ]);

  return {
    modelId: embedder.card.modelId,
    analyze: async (source, { signal, mirror = mirrorByDefault } = {}) => {
      const looks = mirror ? 2 : 1;
      signal?.throwIfAborted();
      const start = performance.now();
      const picture = await preprocessor.prepare(source);
      try {
        const detections = await detect(detectorSession, detector.card, picture);
        const detected = performance.now();
        const faces: Face[] = [];
        let aligning = 0;
        let embedding = 0;
        for (let i = 0; i < detections.length; i += batch / looks) {
          signal?.throwIfAborted();
          const some = detections.slice(i, i + batch / looks);
          const begun = performance.now();
          const boxes = some.map(({ box }) => box);
          const landmarks = await findLandmarks(landmarkerSession, landmarker.card, picture, boxes);
          const aligned = landmarks.map((points) => align(points, embedder.card));
          const seen = mirror ? aligned.flatMap((look) => [look, { ...look, mirrored: true }]) : aligned;
          const input = picture.tensor(seen, chipSize, embedder.card.input);
          const chips = await picture.pictures(aligned, chipSize);
          const drawn = performance.now();
          const templates = await embed(embedderSession, embedder.card, input, looks);
          embedding += performance.now() - drawn;
          aligning += drawn - begun;
          some.forEach(({ box, score }, n) => {
            const points = landmarks[n]!;
            const looked = { picture, landmarks: points, chip: chips[n]!, toChip: aligned[n]! };
            const quality = assessQuality({ sureness: score, ...looked });
            faces.push({ box, score, landmarks: points, quality, template: templates[n]! });
          });
        }
        // A GPU says only afterwards what it could not draw: no template of that leaves here.
        await picture.settled();
        return {
          width: picture.width,
          height: picture.height,
          faces: faces.toSorted((a, b) => area(b) - area(a)),
          timings: { detect: detected - start, align: aligning, embed: embedding },
        };
      } finally {
        picture.close();
      }
    },
    close: async () => {
      preprocessor.close();
      await Promise.all([detectorSession, landmarkerSession, embedderSession].map((session) => session.release()));
    },
  };
}

async function loadAll(runtime: Runtime, models: [Model, Model, Model]): Promise<[Session, Session, Session]> {
  await Promise.all(models.map(checkModel));
  // One after the other: onnxruntime-web starts its wasm with the first.
  const loaded: Session[] = [];
  try {
    for (const { bytes } of models) loaded.push(await runtime.load(bytes));
  } catch (error) {
    await Promise.all(loaded.map((session) => session.release()));
    throw error;
  }
  return loaded as [Session, Session, Session];
}

function area({ box }: Face): number {
  return box.width * box.height;
}
