import { access } from "node:fs/promises";
import type { DetectorCard, EmbedderCard, LandmarkerCard, ModelCard } from "@likeness/sdk/core";
import { type CardName, type Cards, loadCard, modelPath } from "./cards.ts";

/** A card with the absolute path of its ONNX file. */
export interface ModelFile<Card extends ModelCard = ModelCard> {
  readonly card: Card;
  readonly file: string;
}

/** What a pipeline from picture to template needs. */
export interface DefaultModels {
  readonly detector: ModelFile<DetectorCard>;
  readonly landmarker: ModelFile<LandmarkerCard>;
  readonly embedder: ModelFile<EmbedderCard>;
}

export async function defaultModels(): Promise<DefaultModels> {
  const [detector, landmarker, embedder] = await Promise.all([
    modelFile("ultraface-rfb"),
    modelFile("landmark-68"),
    modelFile("dlib-resnet"),
  ]);
  return { detector, landmarker, embedder };
}

/** The model of one card; fails with what to do if it has not been built. */
export async function modelFile<Name extends CardName>(name: Name): Promise<ModelFile<Cards[Name]>> {
  const card = await loadCard(name);
  const file = modelPath(card);
  try {
    await access(file);
  } catch (cause) {
    throw new Error(`${file} is missing: run node models/src/cli.ts convert`, { cause });
  }
  return { card, file };
}
