import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { hasTestData, testData } from "../../../../models/src/measure/test-data.ts";
import { defaultEmbedder } from "../../../../test/fixtures/pictures.ts";
import { apply, type Picture, type Point } from "../../core/index.ts";
import { decodePicture, type Face } from "../node.ts";
import { likelyFaces } from "../the-one-face.ts";
import { fill } from "./drawn-face.fixture.ts";
import { checkQuality, qualityLimits } from "./quality-limits.ts";
import type { QualityReason } from "./quality.ts";

// What the limits do to real portraits; without the pictures nothing is known.
const present = await hasTestData();
if (!present) console.warn(`SKIPPED: no face sets at ${testData} (LIKENESS_TEST_DATA)`);

const embedder = present ? await defaultEmbedder() : undefined;
afterAll(() => embedder?.close());

const inFolders = (directory: string, which: (file: string, n: number) => boolean) =>
  readdirSync(directory).flatMap((name) =>
    readdirSync(join(directory, name)).toSorted().filter(which).map((file) => join(directory, name, file)),
  );

/** Two pictures of each of 40 people, and three of each of 5. */
const portraits = () => [
  ...inFolders(join(testData, "att-orl"), (file) => file === "2.pgm" || file === "7.pgm"),
  ...inFolders(join(testData, "dlib-johns/johns"), (file, n) => file.endsWith(".jpg") && n % 4 === 0),
];

async function theFace(picture: Picture): Promise<Face | undefined> {
  return likelyFaces(await embedder!.analyze(picture))[0];
}

const mirrored = ({ width, height, data }: Picture): Picture => {
  const pixels = new Uint32Array(Uint8Array.from(data).buffer);
  const turned = pixels.map((_, i) => pixels[i - (i % width) + (width - 1 - (i % width))]!);
  return { width, height, data: new Uint8ClampedArray(turned.buffer) };
};

/** With something black or white over a part of the face. */
function painted(picture: Picture, corners: readonly Point[], luminance: number): Picture {
  const copy = { ...picture, data: Uint8ClampedArray.from(picture.data) };
  fill(copy, corners, luminance);
  return copy;
}

const mask = ({ landmarks }: Face) => [landmarks[28]!, ...landmarks.slice(2, 15).toReversed()];

/** A bar over both eyes, from temple to temple. */
function bar({ landmarks }: Face): Point[] {
  const [left, right] = [landmarks[36]!, landmarks[45]!];
  const across = { a: (right.x - left.x) / 10, b: (right.y - left.y) / 10, dx: left.x, dy: left.y };
  return [{ x: -1.5, y: -2 }, { x: 11.5, y: -2 }, { x: 11.5, y: 2.5 }, { x: -1.5, y: 2.5 }].map((corner) => apply(across, corner));
}

describe.skipIf(!present)("of the portraits of AT&T/ORL and dlib's johns", () => {
  const looks: { file: string; picture: Picture; face: Face }[] = [];

  test("at most 2 % are refused, to enrol or to compare with", { timeout: 120_000 }, async () => {
    const files = portraits();
    expect(files.length).toBeGreaterThan(90);
    for (const file of files) {
      const picture = await decodePicture(file);
      looks.push({ file, picture, face: (await theFace(picture))! });
    }
    for (const use of ["enrol", "verify", "identify"] as const) {
      const refused = looks.filter(({ face }) => checkQuality(face.quality, qualityLimits[use]).length > 0);
      expect(refused.map(({ file }) => file).length, use).toBeLessThanOrEqual(looks.length * 0.02);
    }
  });

  test("a mirror image turns its head to the other side, and only that", { timeout: 120_000 }, async () => {
    const errors: number[] = [];
    for (const { picture, face } of looks.filter((_, n) => n % 4 === 0)) {
      const other = (await theFace(mirrored(picture)))!.quality;
      errors.push(other.yaw + face.quality.yaw, other.pitch - face.quality.pitch, other.roll + face.quality.roll);
    }
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeLessThan(5);
  });

  test.each([
    ["a black bar over the eyes", bar, 20, 0.75],
    ["a white mask", mask, 235, 0.9],
    ["a black mask", mask, 20, 0.9],
  ] as const)("%s is seen", { timeout: 120_000 }, async (_, corners, luminance, part) => {
    const reasons: QualityReason[][] = [];
    for (const { picture, face } of looks.filter((_look, n) => n % 3 === 0)) {
      const found = await theFace(painted(picture, corners(face), luminance));
      // Who is not found is not enrolled either.
      reasons.push(found ? checkQuality(found.quality, qualityLimits.enrol) : ["occluded"]);
    }
    expect(reasons.filter((found) => found.includes("occluded")).length / reasons.length).toBeGreaterThan(part);
  });
});
