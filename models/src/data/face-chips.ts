import type { DetectorCard, EmbedderCard, LandmarkerCard, Picture } from "@likeness/sdk/core";
import { align, detect, findLandmarks, typedArrayPreprocessor, type Model, type Runtime } from "@likeness/sdk/face/node";
import { TrainingError } from "../training-error.ts";
import type { Dataset } from "./dataset.ts";
import type { Pixels } from "./pixels.ts";
import { sourceDataset, type SourceDataset } from "./source-dataset.ts";

export interface FaceChipsOptions {
  readonly runtime: Runtime;
  readonly detector: Model<DetectorCard>;
  readonly landmarker: Model<LandmarkerCard>;
  /** Says the chip's size and alignment points: the network that is trained takes this one's place. */
  readonly embedder: Pick<EmbedderCard, "alignment" | "input">;
  readonly signal?: AbortSignal;
}

export interface FaceChips {
  /** Aligned faces in colour, in memory; labels and classes as before. */
  readonly chips: SourceDataset;
  /** Of each chip, the index of its picture. */
  readonly indexes: Int32Array;
  /** Where the pictures come from in which no face was found: they have no chip, and count as failures to acquire. */
  readonly withoutFace: readonly string[];
}

/**
 * The largest face of every picture as the SDK detects and aligns it in production, ready to train on.
 *
 * @throws {TrainingError} `data_invalid` where a picture cannot be read or no picture has a face
 */
export async function faceChips(pictures: Dataset, options: FaceChipsOptions): Promise<FaceChips> {
  const { runtime, detector, landmarker, embedder, signal } = options;
  const { size } = embedder.input;
  const found: { readonly index: number; readonly chip: Picture }[] = [];
  const withoutFace: string[] = [];
  const [boxes, points] = [await runtime.load(detector.bytes), await runtime.load(landmarker.bytes)];
  const preprocessor = typedArrayPreprocessor();
  try {
    for (const index of pictures.labels.keys()) {
      signal?.throwIfAborted();
      const prepared = await preprocessor.prepare(withAlpha(await pictures.picture(index)));
      try {
        const [largest] = (await detect(boxes, detector.card, prepared)).toSorted((a, b) => area(b.box) - area(a.box));
        if (largest === undefined) {
          withoutFace.push(pictures.describe(index));
          continue;
        }
        const [landmarks] = await findLandmarks(points, landmarker.card, prepared, [largest.box]);
        const [chip] = await prepared.pictures([align(landmarks!, embedder)], { width: size, height: size });
        found.push({ index, chip: chip! });
      } finally {
        prepared.close();
      }
    }
  } finally {
    preprocessor.close();
    await Promise.all([boxes.release(), points.release()]);
  }
  if (found.length === 0) throw new TrainingError("data_invalid", `${pictures.name}: no picture has a face`);
  return { chips: inChips(pictures, found, size), indexes: Int32Array.from(found, ({ index }) => index), withoutFace };
}

function inChips(
  pictures: Dataset,
  found: readonly { readonly index: number; readonly chip: Picture }[],
  size: number,
): SourceDataset {
  const length = size * size * 3;
  const bytes = new SharedArrayBuffer(found.length * length);
  found.forEach(({ chip }, i) => {
    const to = new Uint8Array(bytes, i * length, length);
    for (let pixel = 0; pixel < size * size; pixel++) {
      for (let c = 0; c < 3; c++) to[pixel * 3 + c] = chip.data[pixel * 4 + c]!;
    }
  });
  return sourceDataset(
    `${pictures.name}, aligned faces`,
    pictures.classes,
    Int32Array.from(found, ({ index }) => pictures.labels[index]!),
    {
      kind: "memory",
      bytes,
      width: size,
      height: size,
      channels: 3,
      place: pictures.name,
      names: found.map(({ index }) => pictures.describe(index)),
    },
  );
}

function withAlpha({ data, width, height, channels }: Pixels): Picture {
  const result = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) result[pixel * 4 + c] = data[pixel * channels + (channels === 1 ? 0 : c)]!;
  }
  return { data: result, width, height };
}

function area({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height;
}
