import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelIdOf, sha256Hex, type EmbedderCard, type ModelCard } from "../core/index.ts";
import { likeness } from "./captured.fixture.ts";
import { ownEmbedder, type OwnEmbedder } from "./own-embedder.fixture.ts";

const models = join(import.meta.dirname, "../../../models");

let directory: string;
let card: EmbedderCard;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "likeness-check-"));
  const onnx = join(directory, "own.onnx");
  await writeFile(onnx, ownEmbedder());
  const how = ["--channels", "rgb", "--mean", "127.5", "--divisor", "128", "--align", "arcface"];
  await likeness("model", "card", onnx, "--task", "embed", ...how);
  card = JSON.parse(await readFile(join(directory, "own.json"), "utf8")) as EmbedderCard;
});

afterAll(() => rm(directory, { recursive: true }));

/** Checks a changed card, whose modelId follows from it unless it is changed itself. */
async function check(changes: Partial<EmbedderCard>, ...more: string[]) {
  const changed = { ...card, ...changes };
  const named = changes.modelId ? changed : { ...changed, modelId: await modelIdOf(changed as ModelCard) };
  const file = join(directory, "changed.json");
  await writeFile(file, JSON.stringify(named));
  return likeness("model", "check", file, ...more);
}

/** Checks the card with another model. */
async function checkWith(model: OwnEmbedder, changes: Partial<EmbedderCard> = {}) {
  const bytes = Uint8Array.from(ownEmbedder(model));
  const file = join(directory, "other.onnx");
  await writeFile(file, bytes);
  const weights = { file: "other.onnx", bytes: bytes.length, sha256: await sha256Hex(bytes) };
  return check({ weights, ...changes });
}

test.each(["ultraface-rfb", "landmark-68", "dlib-resnet", "tiny-face"])("the card of %s is right", async (name) => {
  const weights = join(models, "build", `${name}.onnx`);
  const { code, out, notes } = await likeness("model", "check", join(models, `cards/${name}.json`), "--weights", weights);
  expect(out).not.toContain("WRONG");
  expect(out).toMatch(/ok +golden +.*cosine 1\.0000/);
  expect({ code, notes }).toEqual({ code: 0, notes: "" });
});

describe("a card is wrong, and it is said what to do, with", () => {
  const wrong = async (checked: Promise<{ code: number; out: string }>, what: string, words: string) => {
    const { code, out } = await checked;
    const line = out.split("\n").find((row) => row.includes("WRONG"));
    expect(line).toContain(what);
    expect(out).toContain(words);
    expect(code).toBe(1);
  };

  test("a field that is none", () => wrong(check({ dimension: 0 }), "card", "dimension: a whole number from 1"));

  test("another modelId, and the right one is given", async () => {
    await wrong(check({ modelId: "own@0123456789abcdef" }), "modelId", `write "modelId": "${card.modelId}"`);
  });

  test("no weights beside it", async () => {
    await wrong(check({ weights: { ...card.weights, file: "none.onnx" } }), "weights", "--weights FILE");
  });

  test("weights of another size and digest", async () => {
    const file = join(directory, "longer.onnx");
    await cp(join(directory, "own.onnx"), file);
    await writeFile(file, Buffer.concat([await readFile(file), Buffer.of(0)]));
    const checked = check({}, "--weights", file);
    await wrong(checked, "size", "name the right file by --weights");
    expect((await checked).out).toMatch(/WRONG +SHA-256/);
  });

  test("weights that are no model", async () => {
    const file = join(directory, "text.onnx");
    await writeFile(file, "text");
    const bytes = Uint8Array.from(await readFile(file));
    const weights = { file: "text.onnx", bytes: bytes.length, sha256: await sha256Hex(bytes) };
    await wrong(check({ weights }), "loads", "export it as ONNX");
  });

  test("an input that the model does not have", async () => {
    await wrong(check({ input: { ...card.input, tensor: "image" } }), "input", "the card names image");
  });

  test("an input of another size", async () => {
    await wrong(check({ input: { ...card.input, size: 50 } }), "input", "N x 3 x 50 x 50");
  });

  test("a batch that is fixed", async () => {
    await wrong(checkWith({ batch: 1 }), "input", "export the model with a free first axis");
  });

  test("an output that the model does not have", async () => {
    await wrong(check({ output: { tensor: "embedding" } }), "output", "must name one of the model's: coarse");
  });

  test("another dimension", async () => {
    await wrong(check({ dimension: 128 }), "dimension", "192 values for each input, not 128");
  });

  test("golden vectors of another input", async () => {
    await wrong(check({ input: { ...card.input, channels: "bgr" } }), "golden", "at least 0.999");
  });
});

test("a card without golden vectors and thresholds is right, and what that costs is noted", async () => {
  const { golden: _, ...bare } = card;
  await writeFile(join(directory, "bare.json"), JSON.stringify(bare));
  const { code, out } = await likeness("model", "check", join(directory, "bare.json"));
  expect(code).toBe(0);
  expect(out).toMatch(/note +golden +none/);
  expect(out).toMatch(/note +thresholds +none/);
});

test("a file that is not there, or no JSON, is one line", async () => {
  const missing = await likeness("model", "check", join(directory, "none.json"));
  expect(missing).toMatchObject({ code: 1, notes: expect.stringMatching(/^likeness model check: model_unavailable: ENOENT/) });
  const broken = await likeness("model", "check", join(directory, "own.onnx"));
  expect(broken).toMatchObject({ code: 1, notes: expect.stringMatching(/^likeness model check: card_malformed: [^\n]+$/) });
});
