import { describe, expect, test } from "vitest";
import { readStamp, writeStamp } from "./snapshot-stamp.ts";

const own = { space: 3, modelId: "m@1", dimension: 128 };
const stamp = { ...own, epoch: "e", change: 7 };
const expected = { ...own, hasMade: (epoch: string, change: number) => epoch === "e" && change <= 7 };

test("[REC1] a stamp says what the snapshot is of", () => {
  expect(readStamp(writeStamp(stamp), expected)).toEqual(stamp);
});

describe("[REC3] refused by name is one", () => {
  test.each([
    ["of space 3", { space: 4 }],
    ["of model m@1", { modelId: "m@2" }],
    ["vectors have 128 values", { dimension: 64 }],
  ])("that is %s", (said, other) => {
    expect(readStamp(writeStamp(stamp), { ...expected, ...other })).toEqual({ refused: expect.stringContaining(said) });
  });

  test.each([{ epoch: "f" }, { change: 8 }])("of a store that has not made what it knows: %o", (other) => {
    const refused = { refused: "it knows a change that the store has not made" };
    expect(readStamp(writeStamp({ ...stamp, ...other }), expected)).toEqual(refused);
  });

  test("of a later release", () => {
    const later = writeStamp(stamp).replace("likeness-space/1", "likeness-space/2");
    expect(readStamp(later, expected)).toEqual({ refused: expect.stringContaining("likeness-space/2") });
  });

  test.each(["", "{", "null", "[]", '"a"', "{}", '{"format":"likeness-space/1"}'])("that says %o", (text) => {
    expect(readStamp(text, expected)).toEqual({ refused: "it does not say what it is of" });
  });
});
