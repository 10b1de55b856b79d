import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { server } from "vitest/browser";
import { cosine, type UnitVector } from "../core/index.ts";
import { createLikeness, type LikenessOptions } from "./browser.ts";

const model = (name: string) => ({ card: `/models/cards/${name}.json`, weights: `/models/build/${name}.onnx` });
const models = {
  detector: model("ultraface-rfb"),
  landmarker: model("landmark-68"),
  embedder: model("dlib-resnet"),
} as NonNullable<LikenessOptions["models"]>;

/** One face, large: WebGPU in software takes seconds for each run of a model. */
let portrait: ImageBitmap;
beforeAll(async () => {
  const whole = await (await fetch("/node_modules/@vladmandic/face-api/demo/sample1.jpg")).blob();
  portrait = await createImageBitmap(whole, 740, 350, 380, 400);
});

/** Where onnxruntime's files lie as `likeness assets` puts them, while the tests run; of no bundle and no commit. */
const assets = "/node_modules/.likeness-assets/";
const files = ["", "Suspending" in WebAssembly ? ".jspi" : ".asyncify"].flatMap((build) =>
  ["mjs", "wasm"].map((type) => `ort-wasm-simd-threaded${build}.${type}`),
);

// The server's paths are relative to the repository, which it serves as `/`.
beforeAll(async () => {
  const { readFile, writeFile } = server.commands;
  for (const file of files) {
    await writeFile(`.${assets}wasm/${file}`, await readFile(`node_modules/onnxruntime-web/dist/${file}`, "base64"), "base64");
  }
}, 60_000);
afterAll(async () => {
  for (const file of files) await server.commands.removeFile(`.${assets}wasm/${file}`);
});

async function templateOn(options: LikenessOptions): Promise<UnitVector> {
  const likeness = await createLikeness({ models, ...options });
  try {
    expect(likeness.backend).toMatchObject({ backend: options.backend });
    const { faces } = await likeness.analyze(portrait);
    expect(faces).toHaveLength(1);
    return faces[0]!.template.vector;
  } finally {
    await likeness.close();
  }
}

test("one picture has one template, on whatever it is computed, in a worker and on the page", { timeout: 600_000 }, async () => {
  const light = await templateOn({ backend: "light" });
  const others = {
    "light on the page": await templateOn({ backend: "light", worker: false }),
    wasm: await templateOn({ backend: "wasm", assets }),
    webgpu: await templateOn({ backend: "webgpu", assets }),
  };
  for (const [where, template] of Object.entries(others)) {
    expect(cosine(template, light), where).toBeGreaterThan(0.999);
  }
});

test("a GPU that is lost between two frames is exchanged, and the second is answered", { timeout: 600_000 }, async () => {
  const devices: GPUDevice[] = [];
  const request = vi.spyOn(GPUAdapter.prototype, "requestDevice");
  request.mockImplementation(async function (this: GPUAdapter, ...args) {
    request.mockRestore();
    const device = await this.requestDevice(...args);
    devices.push(device);
    return device;
  });
  const onBackend = vi.fn();
  const likeness = await createLikeness({
    models,
    backend: "webgpu",
    worker: false,
    assets,
    onBackend,
  });
  expect(likeness.backend.backend).toBe("webgpu");
  const [before] = (await likeness.analyze(portrait)).faces;
  expect(devices).toHaveLength(1);
  devices[0]!.destroy();
  const [after] = (await likeness.analyze(portrait)).faces;
  expect(cosine(after!.template.vector, before!.template.vector)).toBeGreaterThan(0.999);
  expect(likeness.backend.backend).not.toBe("webgpu");
  expect(onBackend).toHaveBeenCalledTimes(1);
  await likeness.close();
});
