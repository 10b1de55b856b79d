import type { Calibration, EmbedderCard, ModelCard, PictureEmbedderCard } from "@likeness/sdk/core";
import { withWeights } from "../card-file.ts";
import type { ResolvedConfig } from "../config/read-config.ts";
import { withGolden } from "../golden.ts";
import { datasetUses } from "./dataset-uses.ts";
import type { Evaluation } from "./evaluation-file.ts";
import { embedderCard } from "./embedder-card.ts";
import type { OnnxModel } from "./onnx-model.ts";
import type { Run } from "./read-run.ts";

/** What only the user knows of a network. */
export interface CardWords {
  readonly name: string;
  /** An SPDX identifier. */
  readonly licence: string;
  readonly author: string;
}

type Card = EmbedderCard | PictureEmbedderCard;

/** Why no card can say how pictures become the input of a run's network, if that is so. */
export function whyNoCard({ data }: ResolvedConfig): string | undefined {
  if (data.kind === "faces") return undefined;
  if ("shortSide" in data) return "no card: a card cannot say that the middle of a photograph is cut out";
  if (data.kind === "omniglot" && data.fit !== undefined) return "no card: a card cannot say that drawings are fitted";
  return new Set(data.normalise.divisor).size > 1 ? "no card: a card has one divisor for all channels" : undefined;
}

/**
 * The card of a run's network, with what was measured of it, and golden vectors.
 *
 * @param bytes of `model`, whose file in the card is `file`
 */
export async function cardOfRun(
  run: Run,
  model: OnnxModel,
  bytes: Uint8Array,
  file: string,
  words: CardWords,
): Promise<Card> {
  const { config, manifest, evaluation } = run;
  const { name, licence, author } = words;
  const { data, loss, network, seed } = config;
  const training = `${loss.name} loss on ${data.kind}, ${network.kind}; by likeness-models, seed ${seed}`;
  const common = {
    format: "likeness-card/1",
    name,
    modelId: "",
    weights: { file, bytes: 0, sha256: "" },
    licence: {
      weights: licence,
      statement: licence === "NOASSERTION" ? "Not documented." : "As whoever trained it says.",
    },
    provenance: {
      package: "none",
      author,
      training,
      source: "Not documented.",
      datasets: datasetUses(config),
      config: manifest.config,
      ...(await backboneOf(config)),
    },
    accuracy: evaluation ? measurements(evaluation) : [],
    output: { tensor: model.output },
    dimension: network.dimension,
    normalisation: "l2",
    calibration: uncalibrated,
  } as const;
  const card = { ...common, ...(await spaceOf(config, model)) };
  return withGolden(await withWeights(card as Card, bytes), bytes);
}

const uncalibrated: Calibration = {
  score: "cosine",
  data: "none",
  protocol: "Not measured.",
  matedPairs: 0,
  nonMatedPairs: 0,
  thresholds: [],
};

/** What it takes: a face aligned as for another card, or a whole picture. */
async function spaceOf(
  { data, network }: ResolvedConfig,
  { input: tensor, shape }: OnnxModel,
): Promise<Pick<Card, "task" | "input">> {
  if (data.kind === "faces") {
    const { input, alignment } = await embedderCard(data.alignedFor, "data.alignedFor");
    // A backbone of the project takes its own pixels, whichever card says where the face lies in them.
    const pixels =
      network.kind === "head" && !network.backbone.endsWith(".onnx")
        ? (await embedderCard(network.backbone, "network.backbone")).input
        : input;
    return { task: "embed", input: { ...pixels, size: input.size, tensor }, alignment } as Pick<
      EmbedderCard,
      "task" | "input"
    >;
  }
  const { mean, channels } = data.normalise;
  const [divisor] = data.normalise.divisor as [number];
  const [height, width] = shape.slice(2) as [number, number];
  // Omniglot's files are ink on paper; the network learnt them with ink bright: (255 - pixel - mean) / divisor.
  const pixels =
    data.kind === "omniglot" ? { mean: mean.map((value) => 255 - value), divisor: -divisor } : { mean, divisor };
  return {
    task: "embed-picture",
    input: { tensor, channels: mean.length === 1 ? "grey" : channels, ...pixels, width, height },
  };
}

async function backboneOf({ network }: ResolvedConfig): Promise<{ readonly backbone?: string }> {
  if (network.kind !== "head" || network.backbone.endsWith(".onnx")) return {};
  return { backbone: (await embedderCard(network.backbone, "network.backbone")).modelId };
}

function measurements({ data, pictures, classes, figures }: Evaluation): ModelCard["accuracy"] {
  return figures.map(({ name, value, interval }) => ({
    figure: name,
    value: sixDigits(value),
    unit: "",
    ...(interval && { interval: [sixDigits(interval[0]), sixDigits(interval[1])] as const }),
    data,
    protocol: "each picture against all others, by cosine; the intervals draw whole classes again",
    counts: { pictures, classes },
  }));
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
