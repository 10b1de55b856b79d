import { readFile } from "node:fs/promises";
import path from "node:path";
import { TrainingError } from "../training-error.ts";
import { parseConfig } from "./parse-config.ts";
import { trainingConfig, type TrainingConfig } from "./training-config.ts";

/** A training's configuration with all defaults, and a name. */
export type ResolvedConfig = TrainingConfig & { readonly name: string };

/**
 * Reads a training's configuration, YAML or JSON. Paths in it are from the folder that it lies in; they come out
 * absolute.
 *
 * @param settings `field=value` each: they replace what the file has
 * @throws {TrainingError} `config_invalid`, with a line for everything that is wrong
 */
export async function readConfig(file: string, settings: readonly string[] = []): Promise<ResolvedConfig> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new TrainingError("config_invalid", `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  const config = parseConfig(trainingConfig, text, file, settings);
  const folder = path.dirname(path.resolve(file));
  return { ...located(config, folder), name: config.name ?? path.basename(file, path.extname(file)) };
}

function located(config: TrainingConfig, folder: string): TrainingConfig {
  const from = (place: string) => path.resolve(folder, place);
  const { data, network, out } = config;
  return {
    ...config,
    data: {
      ...data,
      ...("path" in data && { path: from(data.path) }),
      ...(data.kind === "idx" && {
        images: from(data.images),
        labels: from(data.labels),
        testImages: from(data.testImages),
        testLabels: from(data.testLabels),
      }),
    },
    network: networkFrom(network, from),
    ...(out !== undefined && { out: from(out) }),
  };
}

function networkFrom(network: TrainingConfig["network"], from: (place: string) => string): TrainingConfig["network"] {
  if (network.kind === "resnet50" && network.weights !== undefined)
    return { ...network, weights: from(network.weights) };
  // A name without an ending is that of a card.
  if (network.kind === "head" && network.backbone.endsWith(".onnx"))
    return { ...network, backbone: from(network.backbone) };
  return network;
}
