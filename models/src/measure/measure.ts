import { readFile } from "node:fs/promises";
import { modelIdOf, type DetectorCard, type EmbedderCard, type ModelCard } from "@likeness/sdk/core";
import { createFaceEmbedder, nodeRuntime } from "@likeness/sdk/face/node";
import { writeCard } from "../card-file.ts";
import { loadCard, type CardName } from "../cards.ts";
import { dlibChipByFivePoints } from "../convert/dlib-chip.ts";
import { defaultModels, modelFile, type ModelFile } from "../default-models.ts";
import { rounded } from "../rounded.ts";
import { measureDetector } from "./detection.ts";
import { faceSets } from "./face-set.ts";
import { writeAccuracy } from "./figures.ts";
import { groupPictures } from "./group-pictures.ts";
import { measureLandmarks } from "./landmarks.ts";
import { calibrationOf, embedSets, mirrorFigures, recognitionFigures, type Embedded } from "./recognition.ts";

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
    await save(name, { accuracy: await measureDetector(session, card, groups, sets) });
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
  await save("landmark-68", { accuracy: await measureLandmarks(landmarks, inBoxes, groups) });
  await Promise.all([inBoxes.session.release(), landmarks.session.release()]);

  say(`${embedder.card.name}: all pairs of ${sets.map(({ name }) => name).join(", ")}`);
  const faces = await createFaceEmbedder({ runtime, models: { detector, landmarker, embedder } });
  const plain = await embedSets(faces, sets);
  const mirrored = await embedSets(faces, sets, { mirror: true });
  await faces.close();
  const calibration = calibrationOf(plain, mirrored);
  const accuracy = [
    ...recognitionFigures(plain),
    ...recognitionFigures(mirrored, "with mirror"),
    ...recognitionFigures(await embedByFivePoints(), "aligned by five points"),
    ...mirrorFigures(plain, mirrored, calibration),
  ];
  await save("dlib-resnet", { accuracy, calibration });

  await writeAccuracy(measuredCards);

  /** The recogniser in a space of its own, whose chips are aligned by the five points that most others use. */
  async function embedByFivePoints(): Promise<Embedded[]> {
    const changed = { ...embedder.card, alignment: dlibChipByFivePoints(embedder.card.input.size, 0.25) };
    const card = { ...changed, modelId: await modelIdOf(changed) };
    const models = { detector, landmarker, embedder: { card, bytes: embedder.bytes } };
    const faces = await createFaceEmbedder({ runtime, models });
    const embedded = await embedSets(faces, sets);
    await faces.close();
    return embedded;
  }

  async function save(name: CardName, measured: Pick<EmbedderCard, "accuracy"> & Partial<EmbedderCard>): Promise<void> {
    // Read again: measuring takes minutes, and what else the card says may have changed in them.
    const card = { ...(await loadCard(name)), ...rounded(measured) } as ModelCard;
    await writeCard(name, card);
    measuredCards.push(card);
    for (const { figure, value, data } of card.accuracy) say(`  ${figure}, ${data}: ${value.toFixed(4)}`);
  }
}

async function withBytes<Card extends ModelCard>({ card, file }: ModelFile<Card>) {
  return { card, bytes: await readFile(file) };
}
