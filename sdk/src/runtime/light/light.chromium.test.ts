import { expect, test } from "vitest";
import type { ModelCard } from "../../core/index.ts";
import { checkGolden } from "../../model/golden.ts";
import { loadModel } from "../../model/browser.ts";
import { lightRuntime } from "../light.ts";

test("in a browser the default models give what their cards say, and nothing of onnxruntime is fetched", async () => {
  for (const name of ["ultraface-rfb", "landmark-68", "dlib-resnet", "tiny-face"]) {
    const { card, bytes } = await loadModel<ModelCard>(`/models/cards/${name}.json`, { directory: "/models/build/" });
    const session = await lightRuntime().load(bytes);
    const verdict = await checkGolden(session, card);
    expect(verdict, name).toMatchObject({ ok: true });
    expect(verdict.cosine).toBeGreaterThan(0.999_999);
    await session.release();
  }
  const fetched = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  expect(fetched.filter((path) => path.includes("ort-wasm"))).toEqual([]);
});
