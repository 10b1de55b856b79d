import { describe, expect, test, vi } from "vitest";
import { embedderCard, modelOf, pictureEmbedderCard } from "../core/card.fixture.ts";
import { blankPicture, normalize, type Picture, type PictureEmbedderCard } from "../core/index.ts";
import type { Model } from "../model/model.ts";
import type { Runtime, Session, Tensor } from "../runtime/session.ts";
import { createPictureEmbedder } from "./picture-embedder.ts";

const model = await modelOf(pictureEmbedderCard(), Uint8Array.of(7));

/** A runtime whose only model gives (its brightest value, 1, 0, 0) for a picture. */
function fakeRuntime() {
  const run = vi.fn<Session["run"]>(async ({ image }) => {
    const { data, shape } = image as Tensor;
    const [count = 0, ...one] = shape;
    const size = one.reduce((product, length) => product * length, 1);
    const brightest = (n: number) => Math.max(...data.subarray(n * size, (n + 1) * size));
    const rows = Array.from({ length: count }, (_, n) => [brightest(n), 1, 0, 0]);
    return { embedding: { data: Float32Array.from(rows.flat()), shape: [count, 4] } };
  });
  const release = vi.fn(async () => {});
  const load = vi.fn<Runtime["load"]>(async () => ({ run, release }));
  return { runtime: { name: "fake", backend: "wasm" as const, load }, run, release, load };
}

function greyPicture(value: number): Picture {
  const picture = blankPicture(5, 4);
  picture.data.fill(value);
  return picture;
}

const templateOf = (value: number) => ({
  modelId: model.card.modelId,
  vector: normalize([Math.fround(value / 255), 1, 0, 0]),
});

test("a picture has a template of the card's model", async () => {
  const { runtime, load } = fakeRuntime();
  const embedder = await createPictureEmbedder({ runtime, model });
  expect(embedder.modelId).toBe(model.card.modelId);
  expect(load).toHaveBeenCalledExactlyOnceWith(model.bytes);
  expect(await embedder.embed(greyPicture(51))).toEqual(templateOf(51));
});

test("many have theirs in their order, and the model runs on at most 16 at once", async () => {
  const { runtime, run } = fakeRuntime();
  const embedder = await createPictureEmbedder({ runtime, model });
  const values = Array.from({ length: 40 }, (_, n) => n * 5);
  expect(await embedder.embedAll(values.map(greyPicture))).toEqual(values.map(templateOf));
  expect(run.mock.calls.map(([{ image }]) => image!.shape)).toEqual([16, 16, 8].map((count) => [count, 1, 32, 28]));
  expect(await embedder.embedAll([])).toEqual([]);
});

test("a signal stops between two runs of the model, and before the first", async () => {
  const { runtime, run } = fakeRuntime();
  const embedder = await createPictureEmbedder({ runtime, model });
  const stopped = new AbortController();
  run.mockImplementationOnce(async () => {
    stopped.abort(new Error("stopped"));
    return { embedding: { data: new Float32Array(64).fill(1), shape: [16, 4] } };
  });
  const many = Array.from({ length: 17 }, () => greyPicture(1));
  await expect(embedder.embedAll(many, { signal: stopped.signal })).rejects.toThrow("stopped");
  await expect(embedder.embed(greyPicture(1), { signal: stopped.signal })).rejects.toThrow("stopped");
  expect(run).toHaveBeenCalledOnce();
});

test("closing frees the model", async () => {
  const { runtime, release } = fakeRuntime();
  const embedder = await createPictureEmbedder({ runtime, model });
  await embedder.close();
  expect(release).toHaveBeenCalledOnce();
});

describe("a problem, and no template:", () => {
  const refused = async (given: Model<PictureEmbedderCard>, code: string) => {
    const { runtime, load } = fakeRuntime();
    await expect(createPictureEmbedder({ runtime, model: given })).rejects.toMatchObject({ code });
    expect(load).not.toHaveBeenCalled();
  };

  test("a model of faces", async () => {
    const faces = await modelOf(embedderCard(), Uint8Array.of(7));
    await refused(faces as unknown as Model<PictureEmbedderCard>, "card_malformed");
  });

  test("another file than the card names", () => refused({ ...model, bytes: Uint8Array.of(8) }, "model_digest"));

  test("one picture of which the model makes nothing, among others", async () => {
    const { runtime, run } = fakeRuntime();
    const embedder = await createPictureEmbedder({ runtime, model });
    run.mockResolvedValue({ embedding: { data: Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), shape: [2, 4] } });
    const pictures = [greyPicture(1), greyPicture(2)];
    await expect(embedder.embedAll(pictures)).rejects.toMatchObject({ code: "inference_failed" });
  });

  test("a picture whose bytes are not those of its size", async () => {
    const { runtime, run } = fakeRuntime();
    const embedder = await createPictureEmbedder({ runtime, model });
    const torn = { ...greyPicture(1), width: 6 };
    await expect(embedder.embed(torn)).rejects.toMatchObject({ code: "broken_picture" });
    expect(run).not.toHaveBeenCalled();
  });
});
