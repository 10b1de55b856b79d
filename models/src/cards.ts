import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DetectorCard, EmbedderCard, LandmarkerCard, ModelCard } from "@likeness/sdk/core";
import { cardsDirectory, modelsDirectory } from "./places.ts";

/** Which kind of card each name is; the names are the files of `models/cards`. */
export interface Cards {
  readonly "ultraface-rfb": DetectorCard;
  readonly "tiny-face": DetectorCard;
  readonly "landmark-68": LandmarkerCard;
  readonly "dlib-resnet": EmbedderCard;
}

export type CardName = keyof Cards;

const tasks = {
  "ultraface-rfb": "detect",
  "tiny-face": "detect",
  "landmark-68": "landmarks",
  "dlib-resnet": "embed",
} as const satisfies { [Name in CardName]: Cards[Name]["task"] };

export const cardNames = Object.keys(tasks) as readonly CardName[];

export function isCardName(name: string): name is CardName {
  return Object.hasOwn(tasks, name);
}

export function cardPath(name: CardName): string {
  return path.join(cardsDirectory, `${name}.json`);
}

/** Reads a card from the disk; refuses one that is of another format, name or task than it should be. */
export async function loadCard<Name extends CardName>(name: Name): Promise<Cards[Name]> {
  const file = cardPath(name);
  const card = JSON.parse(await readFile(file, "utf8")) as ModelCard;
  if (card.format !== "likeness-card/1")
    throw new Error(`${file} has the unknown format ${String(card.format)}`);
  if (card.name !== name || card.task !== tasks[name]) {
    throw new Error(`${file} is the card of ${card.name} (${card.task}), not of ${name} (${tasks[name]})`);
  }
  return card as Cards[Name];
}

/** Where `build` puts the model of a card. */
export function modelPath(card: ModelCard, directory = modelsDirectory): string {
  return path.join(directory, card.weights.file);
}
