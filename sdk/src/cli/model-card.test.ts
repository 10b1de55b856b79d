import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { landmarkerCard } from "../core/card.fixture.ts";
import type { EmbedderCard } from "../core/index.ts";
import { parseCard } from "../model/parse-card.ts";
import { likeness } from "./captured.fixture.ts";
import { ownEmbedder } from "./own-embedder.fixture.ts";

let directory: string;
let onnx: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-card-"));
  onnx = join(directory, "my model.onnx");
  await writeFile(onnx, ownEmbedder());
});

afterAll(() => rm(directory, { recursive: true }));

const how = ["--task", "embed", "--channels", "bgr", "--mean", "1,2,3", "--divisor", "128", "--align", "arcface"];
const printed = async (...more: string[]) => likeness("model", "card", onnx, ...more, "--out", "-");

describe("a first card", () => {
  test("has of the file what the file says, and of the flags the rest", async () => {
    const { code, out } = await printed(...how, "--author", "Ada");
    expect(code).toBe(0);
    const card = parseCard(JSON.parse(out)) as EmbedderCard;
    expect(card).toMatchObject({
      name: "my-model",
      weights: { file: "my model.onnx" },
      licence: { weights: "NOASSERTION" },
      provenance: { author: "Ada", training: "Not documented." },
      input: { tensor: "chip", channels: "bgr", mean: [1, 2, 3], divisor: 128, size: 48 },
      output: { tensor: "coarse" },
      dimension: 192,
      calibration: { thresholds: [] },
      golden: { width: 48, height: 48, outputs: { coarse: { shape: [1, 192] } } },
    });
    // Half of the 48 pixels' middle: the eyes of 112 pixels, scaled about the edges.
    expect(card.alignment.landmarks).toBe("five-points");
    expect(card.alignment.points[0]).toEqual([0, expect.closeTo((38.2946 + 0.5) * (48 / 112) - 0.5, 3), expect.any(Number)]);
  });

  test("takes parts from a file, and flags before them", async () => {
    const part = join(directory, "part.json");
    const alignment = { landmarks: "ibug-68", points: [[36, 10, 10], [45, 38, 10]] };
    await writeFile(part, JSON.stringify({ alignment, input: { channels: "rgb", mean: [0, 0, 0], divisor: 1 } }));
    const { out } = await printed("--task", "embed", "--part", part, "--divisor", "255", "--name", "mine");
    expect(JSON.parse(out)).toMatchObject({ name: "mine", alignment, input: { channels: "rgb", divisor: 255 } });
  });

  test("of a landmarker or a detector has its task's fields from the part", async () => {
    const { input, output } = landmarkerCard();
    const part = join(directory, "points.json");
    const own = { ...input, tensor: "chip", size: 48 };
    await writeFile(part, JSON.stringify({ input: own, output: { ...output, tensor: "coarse" } }));
    const { code, out } = await printed("--task", "landmarks", "--part", part);
    expect(code).toBe(0);
    expect(parseCard(JSON.parse(out))).toMatchObject({ task: "landmarks", input: own });
  });
});

describe("what cannot be known is asked for", () => {
  test("by the flag that gives it, all at once", async () => {
    const { code, notes } = await printed("--task", "embed", "--mean", "0");
    expect(code).toBe(2);
    expect(notes).toContain(
      "the card still needs --channels rgb or bgr; --divisor 128; --align arcface, or an alignment in the --part",
    );
  });

  test.each([
    [["--task", "gender"], 1, 'card_malformed: task: "detect" or "landmarks" or "embed" or "embed-picture" or "presentation-attack" is needed, got "gender"'],
    [[], 2, "--task embed, landmarks or detect is needed"],
    [[...how, "--divisor", "x"], 2, "--divisor: a number is needed, got x"],
    [[...how, "--mean", "1,2"], 2, "--mean: one number or three are needed, got 1,2"],
    [[...how, "--align", "dlib"], 2, "--align: arcface is needed, got dlib"],
    [[...how, "--colour", "x"], 2, "Unknown option '--colour'"],
    [["--part", "/none.json"], 1, "model_unavailable: ENOENT"],
  ])("%o ends with %d: %s", async (flags, expected, words) => {
    const { code, notes } = await printed(...flags);
    expect(notes.split("\n")[0]).toContain(words);
    expect(code).toBe(expected);
  });

  test("a file that is no model", async () => {
    const file = join(directory, "no.onnx");
    await writeFile(file, "no model");
    const { code, notes } = await likeness("model", "card", file, ...how);
    expect(code).toBe(1);
    expect(notes).toMatch(/^likeness model card: inference_failed: onnxruntime-node cannot load it: .+$/);
  });
});

describe("a card that is there", () => {
  const out = () => join(directory, "there.json");

  beforeEach(() => writeFile(out(), "mine"));

  test("is not replaced", async () => {
    const { code, notes } = await likeness("model", "card", onnx, ...how, "--out", out());
    expect(code).toBe(2);
    expect(notes).toContain("--force replaces it");
    expect(await readFile(out(), "utf8")).toBe("mine");
  });

  test("is replaced by force, and it is said that no host can decide by the new one yet", async () => {
    const { code, notes } = await likeness("model", "card", onnx, ...how, "--out", out(), "--force");
    expect(code).toBe(0);
    expect(notes).toContain("no thresholds yet");
    expect(await readFile(out(), "utf8")).toContain('"mean": [1, 2, 3]');
  });
});
