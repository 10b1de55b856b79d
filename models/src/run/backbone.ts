import { readFile } from "node:fs/promises";
import { modelPath } from "../cards.ts";
import type { ResolvedConfig } from "../config/read-config.ts";
import type { Normalisation } from "../data/augment/normalise.ts";
import { TrainingError } from "../training-error.ts";
import { embedderCard } from "./embedder-card.ts";
import type { LoadedData } from "./loaded-data.ts";
import { type OnnxModel, openOnnxModel } from "./onnx-model.ts";

/** The frozen network that a head learns on. */
export interface Backbone {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly output: string | undefined;
  readonly model: OnnxModel;
}

/** Opens it, if the configuration names one. */
export async function openBackbone({ network, threads }: ResolvedConfig): Promise<Backbone | undefined> {
  if (network.kind !== "head") return undefined;
  const { backbone: name, output } = network;
  const file = name.endsWith(".onnx") ? name : modelPath(await embedderCard(name, "network.backbone"));
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new TrainingError("config_invalid", `network.backbone: ${(cause as Error).message}`, { cause });
  });
  return { bytes, file, output, model: await openOnnxModel(bytes, { file, output, threads }) };
}

/** A backbone of the project takes its pictures as its card says; another network as the configuration does. */
export async function normalisationOf({ network }: ResolvedConfig, { normalise }: LoadedData): Promise<Normalisation> {
  if (network.kind !== "head" || network.backbone.endsWith(".onnx")) return normalise;
  const { mean, divisor, channels } = (await embedderCard(network.backbone, "network.backbone")).input;
  return { mean, divisor, channels };
}
