import { beforeAll, expect, test } from "vitest";
import { loadModels, type FaceModels } from "@likeness/sdk/face/browser";
import { browserCandidates } from "../../sdk/src/likeness/backend/browser-candidates.ts";
import { chooseBackend } from "../../sdk/src/likeness/backend/index.ts";
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

test("the light runtime computes the shipped models, and is remembered", async () => {
  const memory = indexedDbChoices({ database: `choices-${performance.now()}` });
  const first = await chooseBackend({ candidates, models, memory });
  expect(first.choice).toMatchObject({ backend: "light", remembered: false });
  expect(first.choice.reason).toMatch(/^the embedder takes [\d.]+ ms on it/);
  expect(first.choice.tried.map(({ backend }) => backend)).not.toContain("wasm");
  await first.runtime.close!();
  const second = await chooseBackend({ candidates, models, memory });
  expect(second.choice).toMatchObject({ backend: "light", remembered: true });
  await second.runtime.close!();
});

test("WebGPU is taken where it is asked for by name, in software too", { timeout: 600_000 }, async () => {
  const { runtime, choice } = await chooseBackend({ candidates, models, prefer: "webgpu" });
  expect(choice.backend).toBe("webgpu");
  expect(choice.tried[0]!.cosine).toBeGreaterThan(0.999_99);
  await runtime.close!();
});
