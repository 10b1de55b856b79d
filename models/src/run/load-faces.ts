import { readFile } from "node:fs/promises";
import path from "node:path";
import { nodeRuntime } from "@likeness/sdk/face/node";
import type { TrainingConfig } from "../config/training-config.ts";
import { classFolders } from "../data/class-folders.ts";
import { faceChips } from "../data/face-chips.ts";
import { splitByClass } from "../data/split.ts";
import { defaultModels, type ModelFile } from "../default-models.ts";
import { embedderCard } from "./embedder-card.ts";
import type { LoadedData, LoadOptions } from "./loaded-data.ts";
import { splitSeed } from "./split-seed.ts";

type Faces = Extract<TrainingConfig["data"], { kind: "faces" }>;

/** Faces as the SDK finds and aligns them on a device; people are split, each in one part. */
export async function loadFaces(
  { path: place, alignedFor, validation, test }: Faces,
  { note, signal }: LoadOptions,
): Promise<LoadedData> {
  const card = await embedderCard(alignedFor, "data.alignedFor");
  const { detector, landmarker } = await defaultModels();
  const [finder, marker] = [await withBytes(detector), await withBytes(landmarker)];
  const people = await classFolders(place, { name: path.basename(place) });
  const options = { runtime: nodeRuntime(), detector: finder, landmarker: marker, embedder: card, signal };
  const { chips, withoutFace } = await faceChips(people, options);
  if (withoutFace.length > 0) {
    const all = people.labels.length;
    note(`${withoutFace.length} of ${all} pictures have no face and are left out, first ${withoutFace[0]}`);
  }
  const split = splitByClass(chips, { test, validation, seed: splitSeed });
  const { mean, divisor, channels } = card.input;
  return { ...split, validation: split.validation!, steps: [], normalise: { mean, divisor, channels } };
}

async function withBytes<Card extends ModelFile["card"]>({ card, file }: ModelFile<Card>) {
  return { card, bytes: await readFile(file) };
}
