import type { ModelCard } from "@likeness/sdk/core";
import { writeAtomically } from "./atomic-write.ts";
import { withWeights, writeCard } from "./card-file.ts";
import { type CardName, loadCard, modelPath } from "./cards.ts";
import { sha256Hex } from "./digest.ts";
import { withGolden } from "./golden.ts";
import { modelsDirectory } from "./places.ts";
import { readIfExists } from "./read-if-exists.ts";
import { recipes } from "./recipes.ts";

export interface Built {
  readonly file: string;
  readonly bytes: number;
  /** False where the file was there already and is the one that the card names. */
  readonly converted: boolean;
}

/** Makes the file that the card describes, and refuses to leave any other one in its place. */
export async function buildModel(name: CardName, directory = modelsDirectory): Promise<Built> {
  const card = await loadCard(name);
  const file = modelPath(card, directory);
  const present = await readIfExists(file);
  if (present !== undefined && isModelOf(card, present)) {
    return { file, bytes: present.length, converted: false };
  }
  const model = await recipes[name]();
  if (!isModelOf(card, model)) throw new DigestMismatch(name, sha256Hex(model), card.weights.sha256);
  await writeAtomically(file, model);
  return { file, bytes: model.length, converted: true };
}

/**
 * After an intended change of a converter or a card: writes the model, then its digest, modelId and golden
 * vectors to the card.
 */
export async function rewriteCard(name: CardName): Promise<ModelCard> {
  const model = await recipes[name]();
  const card = await withGolden(await withWeights(await loadCard(name), model), model);
  await writeAtomically(modelPath(card), model);
  await writeCard(name, card);
  return card;
}

export class DigestMismatch extends Error {
  override readonly name = "DigestMismatch";

  constructor(name: CardName, made: string, wanted: string) {
    super(
      `${name} converts to the SHA-256 ${made}, but its card names ${wanted}.\n` +
        `If the change is intended: node models/src/cli.ts convert --rewrite ${name}. ` +
        `Templates made with the old model stay under the old modelId.`,
    );
  }
}

function isModelOf(card: ModelCard, model: Uint8Array): boolean {
  return model.length === card.weights.bytes && sha256Hex(model) === card.weights.sha256;
}
