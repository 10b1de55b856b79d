import { expect, test } from "vitest";
import { every, goldenSample, sampledValues } from "./golden.ts";

const ramp = Float32Array.from({ length: 100 }, (_, i) => i / 3);

test("a tensor that is small enough is sampled whole", () => {
  const sample = goldenSample(ramp, [1, 100], 100);
  expect(sample).toMatchObject({ shape: [1, 100], stride: 1 });
  expect(sampledValues(sample)).toEqual(ramp);
});

test.each([
  [99, 3], // 2 would do, but would see only the first of each pair
  [34, 3],
  [25, 5],
])("of a larger one at most %i values are taken, by odd strides", (most, stride) => {
  const sample = goldenSample(ramp, [1, 100], most);
  expect(sample.stride).toBe(stride);
  expect(sampledValues(sample).length).toBeLessThanOrEqual(most);
  expect(sampledValues(sample)).toEqual(ramp.filter((_, i) => i % stride === 0));
  expect(every(ramp, stride)).toEqual(sampledValues(sample));
});

test.each(["no base64url!", "AAAA"])("%s is no sample", (values) => {
  expect(() => sampledValues({ shape: [1], stride: 1, values })).toThrow(
    expect.objectContaining({ code: "card_malformed" }),
  );
});
