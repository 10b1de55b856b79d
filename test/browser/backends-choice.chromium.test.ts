import { beforeAll, expect, test } from "vitest";
import { goldenInput } from "@likeness/sdk/core";
import { checkGolden, loadModels, type FaceModels } from "@likeness/sdk/face/browser";
import { browserCandidates } from "../../sdk/src/likeness/backend/browser-candidates.ts";
import { chooseBackend, resilientRuntime } from "../../sdk/src/likeness/backend/index.ts";
import { indexedDbChoices } from "../../sdk/src/likeness/backend/indexed-db-choices.ts";

const candidates = browserCandidates();
let models: FaceModels;

beforeAll(async () => {
  models = await loadModels(
    {
      detector: "/models/cards/ultraface-rfb.json",
      landmarker: "/models/cards/landmark-68.json",
      embedder: "/models/cards/dlib-resnet.json",
    },
    { directory: "/models/build/" },
  );
});

test("on a GPU in software the choice falls on wasm, says why, and is remembered", async () => {
  const memory = indexedDbChoices({ database: `choices-${performance.now()}` });
  const first = await chooseBackend({ candidates, models, memory });
  expect(first.choice).toMatchObject({ backend: "wasm", runtime: "onnxruntime-web (wasm)", remembered: false });
  expect(first.choice.reason).toMatch(/^it computes what it should; webgpu is not there: the GPU is one in software \(/);
  await first.runtime.close!();
  const second = await chooseBackend({ candidates, models, memory });
  expect(second.choice).toMatchObject({ backend: "wasm", remembered: true });
  await second.runtime.close!();
});

test("asked for by name it is taken, and when it is lost the same input runs on wasm", { timeout: 600_000 }, async () => {
  const { runtime: gpu, choice } = await chooseBackend({ candidates, models, prefer: "webgpu" });
  expect(choice.backend).toBe("webgpu");
  expect(choice.tried[0]!.cosine).toBeGreaterThan(0.999_99);
  const wasm = candidates.filter(({ backend }) => backend === "wasm");
  const runtime = resilientRuntime(gpu, async () => (await chooseBackend({ candidates: wasm, models })).runtime);
  const { card, bytes } = models.landmarker;
  const session = await runtime.load(bytes);
  const image = { data: goldenInput(card.golden!, card.input), shape: [1, 3, card.input.size, card.input.size] };
  const running = session.run({ image });
  setTimeout(() => gpu.device!()!.destroy(), 5);
  expect((await running).landmarks!.shape).toEqual([1, 136]);
  expect(runtime.backend).toBe("wasm");
  expect(await checkGolden(session, card)).toMatchObject({ ok: true });
  await session.release();
  await runtime.close!();
});
