import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { defaultModels, loadCard, modelPath } from "@likeness/models";
import { defaultEmbedder, portraits } from "../../../../test/fixtures/pictures.ts";
import { cosine } from "../../core/index.ts";
import { createFaceEmbedder } from "../../face/face-embedder.ts";
import { decodePicture } from "../../face/node.ts";
import { theOneFace } from "../../face/the-one-face.ts";
import { checkGolden } from "../../model/golden.ts";
import { lightRuntime } from "../light.ts";

test.each(["ultraface-rfb", "landmark-68", "dlib-resnet", "tiny-face"] as const)(
  "%s gives what its card says",
  async (name) => {
    const card = await loadCard(name);
    const session = await lightRuntime().load(await readFile(modelPath(card)));
    const verdict = await checkGolden(session, card);
    expect(verdict).toMatchObject({ ok: true });
    expect(verdict.cosine).toBeGreaterThan(0.999_999);
    await session.release();
  },
);

test("real faces get the templates that onnxruntime gives them", async () => {
  const { detector, landmarker, embedder } = await defaultModels();
  const withBytes = async <Card>({ card, file }: { card: Card; file: string }) => ({
    card,
    bytes: await readFile(file),
  });
  const light = await createFaceEmbedder({
    runtime: lightRuntime(),
    models: {
      detector: await withBytes(detector),
      landmarker: await withBytes(landmarker),
      embedder: await withBytes(embedder),
    },
  });
  const reference = await defaultEmbedder();
  for (const file of await portraits()) {
    const picture = await decodePicture(file);
    const [ours, theirs] = [theOneFace(await light.analyze(picture)), theOneFace(await reference.analyze(picture))];
    expect(cosine(ours.template.vector, theirs.template.vector)).toBeGreaterThan(0.999_99);
  }
  await light.close();
  await reference.close();
});
