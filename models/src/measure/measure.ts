import { readFile } from "node:fs/promises";
import type { DetectorCard, ModelCard } from "@likeness/sdk/core";
import { createFaceEmbedder, nodeRuntime } from "@likeness/sdk/face/node";
import { writeCard } from "../card-file.ts";
import type { CardName } from "../cards.ts";
import { defaultModels, modelFile, type ModelFile } from "../default-models.ts";
import { measureDetector } from "./detection.ts";
import { faceSets } from "./face-set.ts";
import { writeFigures } from "./figures.ts";
import { groupPictures } from "./group-pictures.ts";
import { measureLandmarks } from "./landmarks.ts";
import { measureRecognition } from "./recognition.ts";

/**
 * Measures the models on the face sets at hand, and writes what was seen into their cards and
 * `docs/figures/models.json`.
 */
export async function measure(say: (line: string) => void): Promise<void> {
  const [sets, groups] = [await faceSets(), await groupPictures()];
  const runtime = nodeRuntime();
  const measuredCards: ModelCard[] = [];

  for (const name of ["ultraface-rfb", "tiny-face"] as const) {
    say(`${name}: faces in ${groups.length} group pictures and in portraits`);
    const { card, bytes } = await withBytes<DetectorCard>(await modelFile(name));
    const session = await runtime.load(bytes);
    await save(name, { ...card, accuracy: await measureDetector(session, card, groups, sets) });
    await session.release();
  }

  const files = await defaultModels();
  const [detector, landmarker, embedder] = [
    await withBytes(files.detector),
    await withBytes(files.landmarker),
    await withBytes(files.embedder),
  ];

  say(`${landmarker.card.name}: marked faces in ${groups.length} group pictures`);
  const inBoxes = { session: await runtime.load(detector.bytes), card: detector.card };
  const landmarks = { session: await runtime.load(landmarker.bytes), card: landmarker.card };
  await save("landmark-68", { ...landmarker.card, accuracy: await measureLandmarks(landmarks, inBoxes, groups) });
  await Promise.all([inBoxes.session.release(), landmarks.session.release()]);

  say(`${embedder.card.name}: all pairs of ${sets.map(({ name }) => name).join(", ")}`);
  const faces = await createFaceEmbedder({ runtime, models: { detector, landmarker, embedder } });
  const recognition = await measureRecognition(faces, sets);
  await faces.close();
  await save("dlib-resnet", { ...embedder.card, ...sixDigits(recognition) });

  await writeFigures("models", "npm run models -- measure", measuredCards);

  async function save(name: CardName, card: ModelCard): Promise<void> {
    const rounded = { ...card, ...sixDigits({ accuracy: card.accuracy }) };
    await writeCard(name, rounded);
    measuredCards.push(rounded);
    for (const { figure, value, data } of card.accuracy) say(`  ${figure}, ${data}: ${value.toFixed(4)}`);
  }
}

async function withBytes<Card extends ModelCard>({ card, file }: ModelFile<Card>) {
  return { card, bytes: await readFile(file) };
}

/** What was measured has no more digits than that. */
function sixDigits<Measured>(measured: Measured): Measured {
  const rounded = JSON.stringify(measured, (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );
  return JSON.parse(rounded) as Measured;
}
