import { modelIdOf } from "@likeness/sdk/core";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { cardJson, checkGolden, nodeRuntime } from "@likeness/sdk/face/node";
import { buildModel } from "./build.ts";
import { cardNames, cardPath, loadCard, modelPath } from "./cards.ts";
import { dlibChip, dlibChipByFivePoints } from "./convert/dlib-chip.ts";
import { sha256Hex } from "./digest.ts";
import { recipes } from "./recipes.ts";

describe.each(cardNames)("the card %s", (name) => {
  // The first build on a machine downloads the package that carries UltraFace.
  beforeAll(() => buildModel(name), 120_000);

  test("has the modelId of its contract", async () => {
    const card = await loadCard(name);
    expect(card.modelId).toBe(await modelIdOf(card));
  });

  test("names the digest of the file that build leaves", async () => {
    const card = await loadCard(name);
    const bytes = await readFile(modelPath(card));
    expect({ bytes: bytes.length, sha256: sha256Hex(bytes) }).toEqual({
      bytes: card.weights.bytes,
      sha256: card.weights.sha256,
    });
  });

  test("is met by converting anew: the conversion is deterministic", async () => {
    expect(sha256Hex(await recipes[name]())).toBe((await loadCard(name)).weights.sha256);
  });

  test("has the golden vectors that its file gives", async () => {
    const card = await loadCard(name);
    const session = await nodeRuntime({ threads: 1 }).load(await readFile(modelPath(card)));
    const verdict = await checkGolden(session, card);
    await session.release();
    expect(verdict.ok).toBe(true);
    // Near enough for another processor's rounding; what a person sees in the card is a row of letters.
    expect(verdict.cosine).toBeGreaterThan(0.999_999);
    expect(JSON.stringify(card.golden).length).toBeLessThan(1024);
  });

  test("lies in the file as `card` would write it", async () => {
    expect(await readFile(cardPath(name), "utf8")).toBe(cardJson(await loadCard(name)));
  });

  test("says what is known of licence and origin", async () => {
    const { licence, provenance } = await loadCard(name);
    for (const text of [...Object.values(licence), ...Object.values(provenance)]) expect(text).not.toBe("");
  });
});

test("the recogniser aligns to dlib's chip of 150 pixels with a quarter face of margin", async () => {
  const { alignment, input } = await loadCard("dlib-resnet");
  expect(alignment).toEqual(dlibChip(input.size, 0.25));
});

test("dlib aligns by nose, eyes, upper lip and inner mouth, without eyebrows and lower lip", () => {
  const { points } = dlibChip(150, 0.25);
  const landmarks = points.map(([landmark]) => landmark);
  expect(landmarks).toHaveLength(33);
  expect(landmarks.filter((i) => i < 27 || (i >= 55 && i <= 59) || i >= 65)).toEqual([]);
});

test("the chip by five points has eyes level, nose between them, and the mouth's corners where dlib has them", () => {
  const { points } = dlibChipByFivePoints(150, 0.25);
  const [left, right, nose, ...mouth] = points.map(([, x, y]) => ({ x, y }));
  expect(left!.y).toBeCloseTo(right!.y, 3);
  expect((left!.x + right!.x) / 2).toBeCloseTo(nose!.x, 1);
  const all = new Map(dlibChip(150, 0.25).points.map(([landmark, x, y]) => [landmark, { x, y }]));
  expect([nose, ...mouth]).toEqual([30, 48, 54].map((landmark) => all.get(landmark)));
});
