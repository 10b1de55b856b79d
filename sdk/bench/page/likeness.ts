import { createLikeness, type BrowserLikeness, type LikenessOptions } from "../../src/likeness/browser.ts";
import { enter } from "./enter.ts";

let likeness: BrowserLikeness;

enter({
  load: async ({ threads, variant }) => {
    const start = performance.now();
    likeness = await createLikeness({
      assets: "/likeness/",
      worker: variant.startsWith("page") ? false : "/likeness/worker.js",
      backend: variant.replace("page ", "") as NonNullable<LikenessOptions["backend"]>,
      threads,
    });
    return { load: performance.now() - start };
  },
  embed: async (canvas) => {
    const { faces, timings } = await likeness.analyze(canvas);
    const [face] = faces;
    const stages = { ...timings };
    return face ? { vector: [...face.template.vector], stages } : { stages };
  },
  // Templates are unit vectors: their dot product is the cosine.
  compare: (a, b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0),
  close: () => likeness.close(),
  environment: async () => ({ crossOriginIsolated, ...likeness.backend }),
});
