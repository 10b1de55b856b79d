import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ResolvedConfig } from "../config/read-config.ts";
import { sha256Hex } from "../digest.ts";
import { type LearnerState, readSafetensors, resNetNames, withPretrained } from "../nn/index.ts";
import { TrainingError } from "../training-error.ts";

type ResNet = Extract<ResolvedConfig["network"], { kind: "resnet50" }>;

/**
 * The configuration with the digest of the weights that it names, if it names any: a run's steps follow from what the
 * file has, not from its place.
 *
 * @throws {TrainingError} `config_invalid` where there is no such file; `wrong_checkpoint` where it is another one
 */
export async function withWeightsDigest(config: ResolvedConfig): Promise<ResolvedConfig> {
  const { network } = config;
  if (network.kind !== "resnet50" || network.weights === undefined) return config;
  const { kind, weights, ...rest } = network;
  const weightsSha256 = sha256Hex(await bytesOf(weights, network));
  // In the order of the schema, in which a run's file is read again: a configuration's digest is of its JSON.
  return { ...config, network: { kind, weights, weightsSha256, ...rest } };
}

/**
 * Opens the weights that a network starts from, if the configuration names any.
 *
 * @returns what puts them into the state of a learner of that network; it throws `wrong_checkpoint` for a tensor that
 *   is missing, of another shape or foreign
 * @throws {TrainingError} `config_invalid` where there is no such file; `wrong_checkpoint` where it is another one, or
 *   none of that format
 */
export async function openPretrained({
  network,
}: ResolvedConfig): Promise<((state: LearnerState) => LearnerState) | undefined> {
  if (network.kind !== "resnet50" || network.weights === undefined) return undefined;
  const { weights, blocks } = network;
  const tensors = readSafetensors(await bytesOf(weights, network), weights);
  return (state) => withPretrained(state, tensors, resNetNames(blocks), weights);
}

/** What a card calls the weights that a network started from: a name, and the beginning of their digest. */
export function pretrainedId({ weights, weightsSha256 }: ResNet): { readonly backbone?: string } {
  if (weights === undefined || weightsSha256 === undefined) return {};
  return { backbone: `${path.basename(weights, path.extname(weights))}@${weightsSha256.slice(0, 16)}` };
}

async function bytesOf(weights: string, { weightsSha256 }: ResNet): Promise<Uint8Array> {
  const bytes = await readFile(weights).catch((cause: unknown) => {
    throw new TrainingError("config_invalid", `network.weights: ${(cause as Error).message}`, { cause });
  });
  if (weightsSha256 !== undefined && sha256Hex(bytes) !== weightsSha256)
    throw new TrainingError("wrong_checkpoint", `${weights} is not the file whose SHA-256 is ${weightsSha256}`);
  return bytes;
}
