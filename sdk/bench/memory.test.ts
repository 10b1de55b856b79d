import { expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { growth, soak, soakFlags, type MemorySample } from "./memory.ts";
import { serve } from "./serve.ts";

const at = (done: number, javascript: number): MemorySample => ({ done, javascript, wasm: 0 });

test("growth is what the second half adds with each", () => {
  expect(growth([at(1, 900), at(2, 100), at(3, 110), at(4, 120)], "javascript")).toBe(10);
  expect(growth([at(10, 0), at(20, 500), at(30, 500), at(40, 500)], "javascript")).toBe(0);
});

// The whole of it, 1,000 and 10,000 times, is `npm run soak`.
test("nothing that a run allocates outlives it", { timeout: 120_000 }, async () => {
  const site = await serve();
  const browser = await launchChromium(soakFlags);
  try {
    const { cycles, embeddings } = await soak(browser, site, { cycles: 12, embeddings: 100, samples: 6 });
    expect(embeddings[0]!.wasm).toBeGreaterThan(0);
    expect(growth(embeddings, "wasm")).toBe(0);
    // The engine's own notes on our code still grow; a kept model or picture would be a megabyte.
    expect(growth(cycles, "javascript")).toBeLessThan(64 * 1024);
    expect(growth(embeddings, "javascript")).toBeLessThan(8 * 1024);
  } finally {
    await browser.close();
    await site.close();
  }
});
