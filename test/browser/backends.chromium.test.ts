import { expect, test } from "vitest";
import { goldenInput, type ModelCard } from "@likeness/sdk/core";
import { checkGolden, loadModel, wasmRuntime, type Model, type Runtime, type Session } from "@likeness/sdk/face/browser";
import { webgpuRuntime, whyNotWebgpu } from "../../sdk/src/runtime/webgpu.ts";

const names = ["ultraface-rfb", "tiny-face", "landmark-68", "dlib-resnet"] as const;

function modelOf(name: (typeof names)[number]): Promise<Model> {
  return loadModel<ModelCard>(`/models/cards/${name}.json`, { directory: "/models/build/" });
}

async function inputOf(name: (typeof names)[number]) {
  const { card } = await modelOf(name);
  const { width, height } = card.golden!;
  return { data: goldenInput(card.golden!, card.input), shape: [1, 3, height, width] };
}

async function holdToGolden(runtime: Runtime): Promise<void> {
  for (const name of names) {
    const { card, bytes } = await modelOf(name);
    const session = await runtime.load(bytes);
    const verdict = await checkGolden(session, card);
    expect(verdict, name).toMatchObject({ ok: true });
    expect(verdict.cosine).toBeGreaterThan(0.999_99);
    await session.release();
  }
}

const fetched = (part: string) =>
  performance.getEntriesByType("resource").some(({ name }) => new URL(name).pathname.includes(part));

test("wasm computes what every card says, and downloads nothing of WebGPU's", async () => {
  await holdToGolden(wasmRuntime());
  expect(fetched("ort-wasm-simd-threaded.wasm")).toBe(true);
  expect(fetched("jspi") || fetched("asyncify") || fetched("jsep")).toBe(false);
});

test("without a GPU the adapter is one in software, which is not worth starting", async () => {
  expect(await whyNotWebgpu()).toContain("in software");
});

// Slow in software: most of each is compiling shaders.
test.for(["jspi", "asyncify"] as const)("WebGPU (%s) computes what every card says", { timeout: 600_000 }, async (build) => {
  const runtime = webgpuRuntime({ build });
  await holdToGolden(runtime);
  await runtime.close!();
  expect(fetched(build)).toBe(true);
});

test("what is asked of WebGPU side by side is done one after the other", { timeout: 600_000 }, async () => {
  const runtime = webgpuRuntime();
  const image = await inputOf("tiny-face");
  const session = await runtime.load((await modelOf("tiny-face")).bytes);
  const [first, second] = await Promise.all([session.run({ image }), session.run({ image })]);
  expect(first).toEqual(second);
  await session.release();
  await runtime.close!();
});

test("an input may lie on the GPU already", { timeout: 600_000 }, async () => {
  const runtime = webgpuRuntime();
  const image = await inputOf("tiny-face");
  const session = await runtime.load((await modelOf("tiny-face")).bytes);
  const device = runtime.device!()!;
  const buffer = device.createBuffer({
    size: image.data.byteLength,
    usage: 0x8c, // STORAGE, COPY_DST, COPY_SRC,
  });
  device.queue.writeBuffer(buffer, 0, image.data.buffer);
  const there = await session.run({ image: { buffer, shape: image.shape } });
  expect(there).toEqual(await session.run({ image }));
  await session.release();
  await runtime.close!();
});

test.for(["jspi", "asyncify"] as const)(
  "a GPU that is lost while it runs (%s) is a problem, never an answer",
  { timeout: 600_000 },
  async (build) => {
    const runtime = webgpuRuntime({ build });
    const image = await inputOf("tiny-face");
    const { card, bytes } = await modelOf("tiny-face");
    const session: Session = await runtime.load(bytes);
    await session.run({ image });
    const running = session.run({ image });
    setTimeout(() => runtime.device!()!.destroy(), 5);
    await expect(running).rejects.toMatchObject({ code: "device_lost" });
    await expect(session.run({ image })).rejects.toMatchObject({ code: "device_lost" });
    await session.release();
    await runtime.close!();
    // With JSPI another GPU can be had; what asyncify suspended on the lost one stays suspended.
    if (build === "asyncify") return;
    const next = webgpuRuntime({ build });
    expect(await checkGolden(await next.load(bytes), card)).toMatchObject({ ok: true });
    await next.close!();
  },
);
