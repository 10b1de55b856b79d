import { describe, expect, test, vi } from "vitest";
import { detectorCard, embedderCard, landmarkerCard, modelOf } from "../core/card.fixture.ts";
import { blankPicture, normalize, type UltraFaceOutput } from "../core/index.ts";
import { createFaceEmbedder, type Face } from "./face-embedder.ts";
import type { Runtime, Session, Tensor } from "../runtime/session.ts";

// One prior of 8 x 8 for each cell of a grid of 8 x 8 over a picture of 64 x 64.
const picture = blankPicture(64, 64);
const gradient = { ...picture, data: picture.data.map((_, i) => (i >> 2) % 251) };
const output: UltraFaceOutput = {
  kind: "ultraface",
  scores: "scores",
  boxes: "boxes",
  strides: [8],
  priors: [[8]],
  centreVariance: 1,
  sizeVariance: 1,
};

interface Seen {
  /** The cell of the grid, 0 to 63. */
  readonly cell: number;
  readonly score: number;
  readonly side: number;
}

function detector(found: readonly Seen[]): Session["run"] {
  return async () => {
    const scores = new Float32Array(64 * 2);
    const boxes = new Float32Array(64 * 4);
    for (const { cell, score, side } of found) {
      scores[cell * 2 + 1] = score;
      boxes.fill(Math.log(side / 8), cell * 4 + 2, cell * 4 + 4);
    }
    return { scores: { data: scores, shape: [1, 64, 2] }, boxes: { data: boxes, shape: [1, 64, 4] } };
  };
}

/** Eyes to the left and right, everything else in the middle. */
const landmarker: Session["run"] = async ({ image }) => {
  const faces = image!.shape[0]!;
  const data = new Float32Array(faces * 68 * 2).fill(0.5);
  for (let n = 0; n < faces; n++) {
    for (let i = 36; i < 48; i++) data.set([i < 42 ? 0.3 : 0.7, 0.3], (n * 68 + i) * 2);
  }
  return { points: { data, shape: [faces, 136] } };
};

/** The nth template it gives, over all calls, is (1, n, 0, 0). */
function embedder(): Session["run"] {
  let n = 0;
  return async ({ image }) => {
    const faces = image!.shape[0]!;
    const data = new Float32Array(faces * 4);
    for (let at = 0; at < data.length; at += 4) data.set([1, n++, 0, 0], at);
    return { embedding: { data, shape: [faces, 4] } };
  };
}

const models = {
  detector: await modelOf(
    detectorCard({ output, input: { ...detectorCard().input, passes: [{ side: 64, threshold: 0.5 }] } }),
    Uint8Array.of(0),
  ),
  landmarker: await modelOf(landmarkerCard(), Uint8Array.of(1)),
  embedder: await modelOf(embedderCard(), Uint8Array.of(2)),
};

/** A runtime whose models are known by their only byte, and what its sessions were asked. */
function fakeRuntime(found: readonly Seen[] = []) {
  const runs = [detector(found), landmarker, embedder()];
  const sessions = runs.map((run) => ({ run: vi.fn(run), release: vi.fn(async () => {}) }));
  const load = vi.fn<Runtime["load"]>(async (bytes) => sessions[bytes[0]!]!);
  const batches = (which: number) => sessions[which]!.run.mock.calls.map(([{ image }]) => image!.shape[0]);
  return { runtime: { name: "fake", backend: "wasm" as const, load }, load, sessions, batches };
}

describe("an analysis", () => {
  test("of a picture without faces has none, and runs no more than the detector", async () => {
    const { runtime, sessions } = fakeRuntime();
    const { faces } = await (await createFaceEmbedder({ runtime, models })).analyze(picture);
    expect(faces).toEqual([]);
    expect(sessions.map(({ run }) => run.mock.calls.length)).toEqual([1, 0, 0]);
  });

  test("has the largest face first, each with its own box, landmarks and template", async () => {
    const { runtime } = fakeRuntime([
      { cell: 9, score: 0.875, side: 8 },
      { cell: 45, score: 0.75, side: 16 },
    ]);
    const embedding = await createFaceEmbedder({ runtime, models });
    expect(embedding.modelId).toBe(models.embedder.card.modelId);
    const { faces } = await embedding.analyze(picture);
    expect(faces).toHaveLength(2);
    const [large, small] = faces as [Face, Face];
    // The surer one was embedded first.
    expect(small).toMatchObject({ score: 0.875, box: { x: 8, y: 8, width: 8, height: 8 } });
    expect(small.template).toEqual({ modelId: embedding.modelId, vector: normalize([1, 0, 0, 0]) });
    expect(large.score).toBe(0.75);
    expect(large.template.vector).toEqual(normalize([1, 1, 0, 0]));
    expect(large.quality.eyeDistance).toBeCloseTo(0.4 * 16, 4);
    expect(small.quality.eyeDistance).toBeCloseTo(0.4 * 8, 4);
    expect([large.landmarks.length, small.landmarks.length]).toEqual([68, 68]);
  });

  test("of a crowd runs the models on at most 16 faces at once", async () => {
    const { runtime, batches } = fakeRuntime(
      Array.from({ length: 40 }, (_, cell) => ({ cell, score: 0.9, side: 8 })),
    );
    const { faces } = await (await createFaceEmbedder({ runtime, models })).analyze(picture);
    expect(faces).toHaveLength(40);
    expect(batches(1)).toEqual([16, 16, 8]);
    expect(batches(2)).toEqual([16, 16, 8]);
  });

  test("with mirror embeds each chip and its mirror image in one run, at most 16 chips at once", async () => {
    const { runtime, sessions, batches } = fakeRuntime(
      Array.from({ length: 10 }, (_, cell) => ({ cell, score: 0.9, side: 8 })),
    );
    const given: Float32Array[] = [];
    const { run } = sessions[2]!;
    const answer = run.getMockImplementation()!;
    run.mockImplementation(async (inputs) => {
      // Copied: its memory is lent.
      given.push(Float32Array.from((inputs.image as Tensor).data));
      return answer(inputs);
    });
    const embedding = await createFaceEmbedder({ runtime, models, mirror: true });
    const { faces } = await embedding.analyze(gradient);
    expect(batches(1)).toEqual([8, 2]);
    expect(batches(2)).toEqual([16, 4]);
    // The nth chip's embedding is (1, n, 0, 0): the first face has those of the first two together.
    const [zeroth, first] = [normalize([1, 0, 0, 0]), normalize([1, 1, 0, 0])];
    const together = normalize(zeroth.map((value, i) => value + first[i]!));
    expect(faces.some(({ template }) => template.vector.every((value, i) => Math.abs(value - together[i]!) < 1e-6))).toBe(true);
    // Chips of 8 pixels, in three planes.
    const [chip, mirrored] = [given[0]!.subarray(0, 192), given[0]!.subarray(192, 384)];
    for (let row = 0; row < 192; row += 8) {
      expect(mirrored.subarray(row, row + 8)).toEqual(chip.subarray(row, row + 8).toReversed());
    }
    expect(new Set(chip).size).toBeGreaterThan(8);
    await embedding.analyze(gradient, { mirror: false });
    expect(batches(2)).toEqual([16, 4, 10]);
  });

  test("stops with the caller's reason, before it begins or between its stages", async () => {
    const reason = new Error("left the page");
    const { runtime, sessions } = fakeRuntime([{ cell: 9, score: 0.9, side: 8 }]);
    const embedding = await createFaceEmbedder({ runtime, models });
    await expect(embedding.analyze(picture, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const analysis = embedding.analyze(picture, { signal: stop.signal });
    stop.abort(reason);
    await expect(analysis).rejects.toBe(reason);
    expect(sessions.map(({ run }) => run.mock.calls.length)).toEqual([1, 0, 0]);
  });
});

describe("its models", () => {
  test.each(["detector", "landmarker", "embedder"] as const)(
    "are refused, and none is loaded, when the %s's file is not the one its card names",
    async (which) => {
      const { runtime, load } = fakeRuntime();
      const wrong = { ...models, [which]: { ...models[which], bytes: Uint8Array.of(9) } };
      await expect(createFaceEmbedder({ runtime, models: wrong })).rejects.toMatchObject({
        code: "model_digest",
      });
      expect(load).not.toHaveBeenCalled();
    },
  );

  test("are freed when it is closed", async () => {
    const { runtime, sessions } = fakeRuntime();
    await (await createFaceEmbedder({ runtime, models })).close();
    for (const { release } of sessions) expect(release).toHaveBeenCalledOnce();
  });

  test("are freed when one of them cannot be loaded", async () => {
    const { runtime, load, sessions } = fakeRuntime();
    load.mockImplementation(async (bytes) => {
      if (bytes[0] === 2) throw new Error("out of memory");
      return sessions[bytes[0]!]!;
    });
    await expect(createFaceEmbedder({ runtime, models })).rejects.toThrow("out of memory");
    expect(sessions.map(({ release }) => release.mock.calls.length)).toEqual([1, 1, 0]);
  });
});
