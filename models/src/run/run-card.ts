import type { EmbedderCard, ModelCard, PictureEmbedderCard } from "@likeness/sdk/core";
import type { ResolvedConfig } from "../config/read-config.ts";
import { rounded } from "../rounded.ts";
import { trainedCard, type TrainedInput } from "../trained-card.ts";
import { datasetUses } from "./dataset-uses.ts";
import type { Evaluation } from "./evaluation-file.ts";
import { embedderCard } from "./embedder-card.ts";
import type { OnnxModel } from "./onnx-model.ts";
import { pretrainedId } from "./pretrained.ts";
import type { Run } from "./read-run.ts";

/** What only the user knows of a network. */
export interface CardWords {
  readonly name: string;
  /** An SPDX identifier. */
  readonly licence: string;
  readonly author: string;
}

/** Why no card can say how pictures become the input of a run's network, if that is so. */
export function whyNoCard({ data }: ResolvedConfig): string | undefined {
  if (data.kind === "faces") return undefined;
  if ("shortSide" in data) return "no card: a card cannot say that the middle of a photograph is cut out";
  if (data.kind === "omniglot" && data.fit !== undefined) return "no card: a card cannot say that drawings are fitted";
  return new Set(data.normalise.divisor).size > 1 ? "no card: a card has one divisor for all channels" : undefined;
}

/**
 * The card of a run's network, with what was measured of it.
 *
 * @param bytes of `model`, whose file in the card is `file`
 * @throws {TrainingError} as {@link trainedCard}
 */
export async function cardOfRun(
  run: Run,
  model: OnnxModel,
  bytes: Uint8Array,
  file: string,
  words: CardWords,
): Promise<EmbedderCard | PictureEmbedderCard> {
  const { config, manifest, evaluation } = run;
  const { name, licence, author } = words;
  const { data, loss, network, seed } = config;
  return trainedCard({
    name,
    onnx: bytes,
    file,
    input: await inputOf(config, model),
    licence: {
      weights: licence,
      statement: licence === "NOASSERTION" ? "Not documented." : "As whoever trained it says.",
    },
    provenance: {
      author,
      training: `${loss.name} loss on ${data.kind}, ${network.kind}; by likeness-models, seed ${seed}`,
      source: "Not documented.",
      datasets: datasetUses(config),
      config: manifest.config,
      ...(await backboneOf(config)),
    },
    ...(evaluation && { accuracy: measurements(evaluation) }),
  });
}

/** What it takes: a face aligned as for another card, or a whole picture. */
async function inputOf({ data, network }: ResolvedConfig, { shape }: OnnxModel): Promise<TrainedInput> {
  if (data.kind === "faces") {
    const { input, alignment } = await embedderCard(data.alignedFor, "data.alignedFor");
    // A backbone of the project takes its own pixels, whichever card says where the face lies in them.
    const { channels, mean, divisor } =
      network.kind === "head" && !network.backbone.endsWith(".onnx")
        ? (await embedderCard(network.backbone, "network.backbone")).input
        : input;
    return { channels, mean, divisor, size: input.size, alignment };
  }
  const { mean, channels } = data.normalise;
  const [divisor] = data.normalise.divisor as [number];
  const [height, width] = shape.slice(2) as [number, number];
  // Omniglot's files are ink on paper; the network learnt them with ink bright: (255 - pixel - mean) / divisor.
  const pixels =
    data.kind === "omniglot" ? { mean: mean.map((value) => 255 - value), divisor: -divisor } : { mean, divisor };
  return { channels: mean.length === 1 ? "grey" : channels, ...pixels, width, height };
}

async function backboneOf({ network }: ResolvedConfig): Promise<{ readonly backbone?: string }> {
  if (network.kind === "resnet50") return pretrainedId(network);
  if (network.kind !== "head" || network.backbone.endsWith(".onnx")) return {};
  return { backbone: (await embedderCard(network.backbone, "network.backbone")).modelId };
}

function measurements({ data, pictures, classes, figures }: Evaluation): ModelCard["accuracy"] {
  return figures.map(({ name, value, interval }) =>
    rounded({
      figure: name,
      value,
      unit: "",
      ...(interval && { interval }),
      data,
      protocol: "each picture against all others, by cosine; the intervals draw whole classes again",
      counts: { pictures, classes },
    }),
  );
}
