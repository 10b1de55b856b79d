import { randomVector } from "./shortcut/nearby.fixture.ts";
import type { Source, SourceSpace } from "./source.ts";

/** A store of vectors alone, in one space a number; what is never forgotten is which labels it has given out. */
export function fakeSource(dimension: number, random: () => number) {
  const spaces = new Map<number, Map<number, Float32Array>>();
  const of = (id: number) => spaces.get(id) ?? spaces.set(id, new Map()).get(id)!;
  let label = 0;
  let change = 0;

  const source: Source = {
    epoch: "e",
    hasMade: (epoch, made) => epoch === "e" && made <= change,
    space: (id): SourceSpace | undefined =>
      spaces.has(id) ? { modelId: "m@1", templates: of(id).size, change } : undefined,
    labels: (id) => BigInt64Array.from(of(id).keys(), BigInt).toSorted(),
    vectors: (labels) => {
      const missing = new Float32Array(dimension).fill(Number.NaN);
      const all = new Map([...spaces.values()].flatMap((space) => [...space]));
      return Float32Array.from([...labels].flatMap((wanted) => [...(all.get(Number(wanted)) ?? missing)]));
    },
  };

  return {
    source,
    labels: (id: number) => [...of(id).keys()],
    add: (id: number, vector: Float32Array = randomVector(dimension, random)) => {
      change++;
      of(id).set(++label, vector);
      return { label, vector };
    },
    drop: (id: number) => {
      change++;
      spaces.delete(id);
    },
    remove: (id: number, wanted: number) => {
      change++;
      of(id).delete(wanted);
    },
  };
}
