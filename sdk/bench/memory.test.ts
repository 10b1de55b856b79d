import { expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { growth, soak, type MemorySample } from "./memory.ts";
import { serve } from "./serve.ts";

const at = (done: number, heap: number): MemorySample => ({ done, heap, buffers: 0, wasm: 0 });

test("growth is what the second half adds with each", () => {
  expect(growth([at(1, 900), at(2, 100), at(3, 110), at(4, 120)], "heap")).toBe(10);
  expect(growth([at(10, 0), at(20, 500), at(30, 500), at(40, 500)], "heap")).toBe(0);
});

// The whole of it, 1,000 and 10,000 times, is `npm run soak`.
test("nothing that a run allocates outlives it", { timeout: 120_000 }, async () => {
  const site = await serve();
  const browser = await launchChromium();
  try {
    const { cycles, embeddings } = await soak(browser, site, { cycles: 12, embeddings: 100, samples: 6 });
    for (const samples of [cycles, embeddings]) {
      expect(growth(samples, "wasm")).toBe(0);
      expect(growth(samples, "buffers")).toBeLessThanOrEqual(0);
    }
    // The engine's own notes on our code still grow; a kept model or picture would be a megabyte.
    expect(growth(cycles, "heap")).toBeLessThan(64 * 1024);
    expect(growth(embeddings, "heap")).toBeLessThan(8 * 1024);
  } finally {
    await browser.close();
    await site.close();
  }
});
