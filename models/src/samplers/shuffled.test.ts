import { expect, test } from "vitest";
import { seeded } from "../random.ts";
import { shuffled } from "./shuffled.ts";

const labels = new Int32Array(23);

test("every picture comes once; the last batch is dropped or kept", () => {
  const kept = shuffled({ labels, batchSize: 5, keepLast: true }).epoch(seeded(1));
  expect(kept.map(({ length }) => length)).toEqual([5, 5, 5, 5, 3]);
  const all = kept.flatMap((batch) => [...batch]);
  expect(all).not.toEqual([...labels.keys()]);
  expect(all.toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
  const dropped = shuffled({ labels, batchSize: 5 }).epoch(seeded(1));
  expect(dropped).toEqual(kept.slice(0, 4));
});

test("too few pictures for one batch are refused", () => {
  expect(() => shuffled({ labels, batchSize: 24 })).toThrow(
    expect.objectContaining({ code: "data_invalid", message: "23 pictures do not fill a batch of 24" }),
  );
  expect(() => shuffled({ labels: new Int32Array(), batchSize: 4, keepLast: true })).toThrow("0 pictures do not fill");
});
