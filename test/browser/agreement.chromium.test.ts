import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "vitest/browser";
import { cosine, normalize, Problem, type UnitVector } from "@likeness/sdk/core";
import {
  createFaceEmbedder,
  decodePicture,
  loadModel,
  theOneFace,
  wasmRuntime,
  type FaceEmbedder,
  type FaceModels,
  type Runtime,
} from "@likeness/sdk/face/browser";
import { webgpuRuntime } from "../../sdk/src/runtime/webgpu.ts";

let models: FaceModels;
let embedder: FaceEmbedder;

beforeAll(async () => {
  const directory = "/models/build/";
  models = {
    detector: await loadModel("/models/cards/ultraface-rfb.json", { directory }),
    landmarker: await loadModel("/models/cards/landmark-68.json", { directory }),
    embedder: await loadModel("/models/cards/dlib-resnet.json", { directory }),
  };
  embedder = await createFaceEmbedder({ runtime: wasmRuntime(), models });
});

afterAll(() => embedder.close());

// By the slowest of GPUs, one in software, a picture takes seconds.
test("real portraits give the same templates by wasm, by WebGPU and in Node", { timeout: 3_600_000 }, async () => {
  const { portraits, isMeasured, about } = await commands.embedInNode();
  expect(portraits.length).toBeGreaterThanOrEqual(10);
  const node = portraits.map(({ template }) => normalize(template));
  const wasm = await templatesOf(embedder, portraits);
  const gpu: Runtime = webgpuRuntime();
  const onGpu = await createFaceEmbedder({ runtime: gpu, models });
  const webgpu = await templatesOf(onGpu, portraits);
  await onGpu.close();
  await gpu.close!();

  const pairs = { "wasm and node": [wasm, node], "webgpu and node": [webgpu, node], "webgpu and wasm": [webgpu, wasm] };
  const least = Object.entries(pairs).map(([pair, [these, those]]) => ({
    name: `${pair}: least cosine between the templates of one picture`,
    value: Math.min(...these!.map((template, i) => cosine(template, those![i]!))),
    unit: `of ${portraits.length} faces`,
  }));
  if (isMeasured) await write({ ...about, figures: least });
  for (const { name, value } of least) expect(value, name).toBeGreaterThanOrEqual(0.999);
});

async function templatesOf(by: FaceEmbedder, portraits: readonly { readonly png: string }[]): Promise<UnitVector[]> {
  const templates: UnitVector[] = [];
  for (const { png } of portraits) {
    const file = new Blob([Uint8Array.from(atob(png), (character) => character.charCodeAt(0))]);
    templates.push(theOneFace(await by.analyze(await decodePicture(file))).template.vector);
  }
  return templates;
}

async function write({ machine, figures, ...about }: { machine: string; figures: readonly object[] }): Promise<void> {
  const command = `AGREEMENT_FACES=… npx vitest run --project chromium test/browser/agreement`;
  const browser = /Chrome\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? "";
  const run = { name: "agreement", command, machine: `${machine}, ${browser}`, ...about, figures };
  await commands.writeFile("docs/figures/agreement.json", `${JSON.stringify(run, null, 2)}\n`);
}

test("a file that is no picture is a problem, not a crash", async () => {
  const problem = await decodePicture(new Blob(["no picture"])).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ code: "broken_picture" });
});

test("an empty picture has no face", async () => {
  const canvas = new OffscreenCanvas(320, 240);
  canvas.getContext("2d")!.fillRect(0, 0, 320, 240);
  const analysis = await embedder.analyze(await decodePicture(canvas));
  expect(analysis.faces).toEqual([]);
  expect(() => theOneFace(analysis)).toThrow(expect.objectContaining({ code: "no_face" }));
});
