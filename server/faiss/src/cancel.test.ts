import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { createIndex, kmeans } from "./index.ts";
import { labelsFrom, randomVectors, seeded } from "./naive.fixture.ts";

const dimension = 64;
const vectors = randomVectors(20_000, dimension, seeded(31));

/** What it ends with when it is given up soon after it began. */
async function givenUp(call: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const stop = new AbortController();
  const running = call(stop.signal).then(
    () => "done",
    (error: { code?: unknown }) => error.code,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  return running;
}

test("what takes long ends when it is given up, and leaves things as they were", async () => {
  const index = createIndex({ dimension, factory: "IVF512,SQ8" });
  const whole = performance.now();
  await index.train(vectors);
  const seconds = performance.now() - whole;

  const fresh = createIndex({ dimension, factory: "IVF512,SQ8" });
  expect(await givenUp((signal) => fresh.train(vectors, { signal }))).toBe("cancelled");
  expect(fresh.trained).toBe(false);
  // Well before it would have been done.
  const begun = performance.now();
  const clusters = (signal: AbortSignal) => kmeans(vectors, { dimension, clusters: 512, iterations: 1000, signal });
  expect(await givenUp(clusters)).toBe("cancelled");
  expect(performance.now() - begun).toBeLessThan(40 * seconds);

  await index.add(labelsFrom(1, 20_000), vectors);
  const search = (signal: AbortSignal) => index.search(vectors, 100, { nprobe: 512, signal });
  expect(await givenUp(search)).toBe("cancelled");
  const flat = createIndex({ dimension });
  await flat.add(labelsFrom(1, 20_000), vectors);
  expect(await givenUp((signal) => flat.search(vectors, 10, { signal }))).toBe("cancelled");
  for (const one of [index, fresh, flat]) one.close();
});

test("a call whose signal is aborted already does nothing", async () => {
  const index = createIndex({ dimension });
  const signal = AbortSignal.abort();
  const labels = labelsFrom(1, 2);
  const two = vectors.subarray(0, 2 * dimension);
  await expect(index.add(labels, two, { signal })).rejects.toMatchObject({ code: "cancelled" });
  await expect(index.search(two, 1, { signal })).rejects.toMatchObject({ code: "cancelled" });
  expect(index.size).toBe(0);
  index.close();
});

test("[IDX7] the event loop goes on beside training, adding and searching", async () => {
  const index = createIndex({ dimension, factory: "IVF256,SQ8" });
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  await index.train(vectors);
  await index.add(labelsFrom(1, 20_000), vectors);
  await index.search(vectors.subarray(0, 2_000 * dimension), 10, { nprobe: 64 });
  clearInterval(turning);
  // Were the loop held up by any of it there would be hardly one.
  expect(turns).toBeGreaterThan(20);
  index.close();
});
