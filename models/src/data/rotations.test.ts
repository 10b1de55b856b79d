import { expect, test } from "vitest";
import { readPicture } from "./picture-source.ts";
import { quarterTurns } from "./quarter-turns.ts";
import { rotationsAsClasses } from "./rotations.ts";
import { sourceDataset } from "./source-dataset.ts";

const bytes = new SharedArrayBuffer(8);
new Uint8Array(bytes).set([1, 2, 3, 4, 5, 6, 7, 8]);
const dataset = sourceDataset("two", ["a", "b"], Int32Array.of(1, 0), {
  kind: "memory",
  bytes,
  width: 2,
  height: 2,
  channels: 1,
  place: "two",
});

test("picture 4 i + r is the i-th turned r quarters, of class 4 c + r", async () => {
  const turned = rotationsAsClasses(dataset);
  expect([...turned.labels]).toEqual([4, 5, 6, 7, 0, 1, 2, 3]);
  expect(turned.classes[6]).toBe("b turned 180");
  for (const index of turned.labels.keys()) {
    const expected = quarterTurns(await dataset.picture(index >> 2), index & 3);
    expect(await turned.picture(index)).toEqual(expected);
    expect(readPicture(turned.source!, index)).toEqual(expected);
  }
  expect(turned.describe(5)).toBe("two, picture 1, turned by 90 degrees");
});
