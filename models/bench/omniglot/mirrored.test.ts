import { expect, test } from "vitest";
import { mirroredAsClasses } from "./mirrored.ts";

test("each picture comes twice, the second time mirrored and of another class", async () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const dataset = {
    name: "one",
    classes: ["a", "b"],
    labels: Int32Array.of(1),
    describe: () => "x.png",
    picture: async () => ({ data, width: 3, height: 2, channels: 1 as const }),
  };
  const both = mirroredAsClasses(dataset);
  expect(both.classes).toEqual(["a", "a mirrored", "b", "b mirrored"]);
  expect([...both.labels]).toEqual([2, 3]);
  expect((await both.picture(0)).data).toBe(data);
  expect([...(await both.picture(1)).data]).toEqual([3, 2, 1, 6, 5, 4]);
  expect(both.describe(1)).toBe("x.png, mirrored");
});
